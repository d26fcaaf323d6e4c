/* What a file is, by its first bytes: declared types and names of files say nothing. Knows no page. */

const HEAD_BYTES = 12;

/* What the server reads as well, as in web/rules/photo_types.py. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: bytes of a signature
const READ_BY_SERVER = [/^\xff\xd8\xff/, /^\x89PNG\r\n\x1a\n/, /^RIFF.{4}WEBP/s];
/* What some phones can draw, beside those: GIF, BMP, TIFF, HEIC and AVIF. */
const DRAWN_BY_SOME = [/^GIF8[79]a/, /^BM.{4}\0{4}/s, /^(II\*\0|MM\0\*)/, /^.{4}ftyp(hei|hev|mif|msf|avi)/s];

/** @param {Blob} file @returns {Promise<string>} a character for each byte; empty where it cannot be read */
async function headOf(file) {
  const bytes = await file
    .slice(0, HEAD_BYTES)
    .arrayBuffer()
    .catch(() => new ArrayBuffer(0));
  return String.fromCharCode(...new Uint8Array(bytes));
}

/** The server reads it, if it is whole. @param {Blob} file */
export async function isReadByServer(file) {
  const head = await headOf(file);
  return READ_BY_SERVER.some((type) => type.test(head));
}

/** A picture that this phone or the server may be able to read. @param {Blob} file */
export async function isPicture(file) {
  const head = await headOf(file);
  return [...READ_BY_SERVER, ...DRAWN_BY_SOME].some((type) => type.test(head));
}
