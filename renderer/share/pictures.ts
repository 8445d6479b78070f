/** PNG of what is in a canvas now. @throws Error where the browser cannot */
export function canvasPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('this browser could not write the picture'));
      else resolve(blob);
    }, 'image/png');
  });
}

/** Puts a PNG on the clipboard. @throws Error in a sentence where that is not allowed */
export async function copyPng(png: Promise<Blob>): Promise<void> {
  // The failure of the picture itself is told as it is, not as one of the clipboard.
  const blob = await png;
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the browser does not let the page write a picture to the clipboard (${why})`, { cause: error });
  }
}
