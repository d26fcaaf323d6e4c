/* A worker of its own: makes one photo after the other small, away from the thread that answers the thumb.
   What comes out is drawn anew: no place, no camera, no comment is in it. Is told a file, tells a JPEG or null. */

const LONGEST_SIDE = 1600; // pixels, as in web/acts/images/redraw.py
const MOST_BYTES = 300_000;
const QUALITIES = [0.82, 0.7, 0.6, 0.5, 0.4];
const SMALLER = 0.8; // of each side, when no quality is enough
const SMALLEST_SIDE = 400;

/** Upright, also where the browser does not know the word for it and does so by itself. @param {Blob} file */
async function decoded(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (problem) {
    if (problem instanceof TypeError) return createImageBitmap(file);
    throw problem;
  }
}

/** Some browsers give noise in the place of what was drawn, so that nobody is known by it. */
function drawsTruly() {
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  if (!pen) return false;
  pen.fillStyle = 'rgb(20 90 160)';
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return Math.abs(red - 20) + Math.abs(green - 90) + Math.abs(blue - 160) < 16;
}

/** @param {ImageBitmap} picture @param {number} side the longest it may have */
function drawn(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, width, height);
  return canvas;
}

/** @param {ImageBitmap} picture @returns {Promise<Blob>} the best that is light enough */
async function light(picture) {
  let jpeg = new Blob();
  for (let side = LONGEST_SIDE; side >= SMALLEST_SIDE; side = Math.round(side * SMALLER)) {
    const canvas = drawn(picture, side);
    for (const quality of QUALITIES) {
      jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality });
      if (jpeg.size <= MOST_BYTES) return jpeg;
    }
  }
  return jpeg;
}

/** @param {Blob} file */
async function shrink(file) {
  if (!drawsTruly()) return null;
  const picture = await decoded(file);
  try {
    const jpeg = await light(picture);
    return jpeg.type === 'image/jpeg' ? jpeg : null;
  } finally {
    picture.close();
  }
}

self.onmessage = async ({ data }) => {
  const jpeg = await shrink(data).catch(() => null);
  self.postMessage(jpeg);
};
