/**
 * Tells the size of an element in CSS pixels and the device's pixel ratio, now and whenever one of them changes.
 * @returns stops it
 */
export function observeSize(
  element: HTMLElement,
  onSize: (width: number, height: number, pixelRatio: number) => void,
): () => void {
  let media: MediaQueryList | null = null;
  const tell = () => onSize(element.clientWidth, element.clientHeight, devicePixelRatio);
  const observer = new ResizeObserver(tell);
  observer.observe(element);
  // The query holds for one ratio only: each change needs the next one.
  const ratioChanged = () => {
    watchRatio();
    tell();
  };
  const watchRatio = () => {
    media?.removeEventListener('change', ratioChanged);
    media = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    media.addEventListener('change', ratioChanged);
  };
  watchRatio();
  tell();
  return () => {
    observer.disconnect();
    media?.removeEventListener('change', ratioChanged);
  };
}
