/* The messages of the pseudo-locale (web/language/pseudo.py), each made when it is asked for: no catalogue has them. */

const ACCENTED = new Map([...'aceginosuyACEGINOSUY'].map((letter, at) => [letter, [...'áçéĝîñöšûýÁÇÉĜÎÑÖŠÛÝ'][at]]));
const KEPT = /(<[^>]*>|&\w+;|%\(\w+\)s|%%)/; // markup, entities, and named values
const FILLING = ' one two three four five six seven eight nine ten eleven twelve'.repeat(9);

/** @param {string} words */
function pseudo(words) {
  const parts = words.split(KEPT);
  const accented = (/** @type {string} */ one) => one.replace(/\w/g, (letter) => ACCENTED.get(letter) ?? letter);
  const length = parts.reduce((sum, one, at) => (at % 2 ? sum : sum + one.length), 0);
  return `[${parts.map((one, at) => (at % 2 ? one : accented(one))).join('')}${FILLING.slice(0, Math.round(length * 0.4))}]`;
}

Object.assign(globalThis, { ownItMessages: new Proxy({}, { get: (_messages, words) => pseudo(String(words)) }) });
