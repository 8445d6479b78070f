/** What a VideoFrame has to be told of the planes that `toI420` makes. */
export const I420_COLOURS: VideoColorSpaceInit = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  fullRange: false,
};

export function i420Bytes(width: number, height: number): number {
  return (width * height * 3) / 2;
}

/**
 * Brightness of each pixel and colour of each square of four, as video has them (ITU-R BT.709, limited range), in whole
 * numbers: every machine gives the same.
 * @param rgba opaque; @param width, height even; @param out of `i420Bytes`
 */
export function toI420(rgba: Uint8ClampedArray, width: number, height: number, out: Uint8Array): void {
  const chroma = (width / 2) * (height / 2);
  let u = width * height;
  let v = u + chroma;
  for (let y = 0; y < height; y += 2) {
    let upper = 4 * y * width;
    let lower = upper + 4 * width;
    let at = y * width;
    for (let x = 0; x < width; x += 2, upper += 8, lower += 8, at += 2) {
      out[at] = luma(rgba[upper], rgba[upper + 1], rgba[upper + 2]);
      out[at + 1] = luma(rgba[upper + 4], rgba[upper + 5], rgba[upper + 6]);
      out[at + width] = luma(rgba[lower], rgba[lower + 1], rgba[lower + 2]);
      out[at + width + 1] = luma(rgba[lower + 4], rgba[lower + 5], rgba[lower + 6]);
      const red = rgba[upper] + rgba[upper + 4] + rgba[lower] + rgba[lower + 4];
      const green = rgba[upper + 1] + rgba[upper + 5] + rgba[lower + 1] + rgba[lower + 5];
      const blue = rgba[upper + 2] + rgba[upper + 6] + rgba[lower + 2] + rgba[lower + 6];
      // Sums of four, hence a shift by 18 and not by 16.
      out[u++] = ((-6596 * red - 22189 * green + 28784 * blue + 131072) >> 18) + 128;
      out[v++] = ((28784 * red - 26145 * green - 2640 * blue + 131072) >> 18) + 128;
    }
  }
}

/** 219/255 of (0.2126, 0.7152, 0.0722), times 65536. */
function luma(red: number, green: number, blue: number): number {
  return ((11966 * red + 40254 * green + 4064 * blue + 32768) >> 16) + 16;
}
