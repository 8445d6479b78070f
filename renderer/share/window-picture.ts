import { canvasPng } from './pictures.ts';

const XHTML = 'http://www.w3.org/1999/xhtml';
const MOST_RATIO = 2;

/**
 * PNG of the page as it is in the window, drawn by the page itself: its elements and styles as a picture in SVG, its
 * canvases as images. What belongs to the browser, such as an open list of choices, is not in it.
 * @param fresh a canvas that has just been drawn, and cannot be read later than now; null: there is none
 */
export async function windowPicture(fresh: HTMLCanvasElement | null): Promise<Blob> {
  const { innerWidth: width, innerHeight: height } = window;
  const page = copyOfPage(fresh);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<foreignObject x="0" y="0" width="${width}" height="${height}">${new XMLSerializer().serializeToString(page)}</foreignObject></svg>`;
  const image = new Image();
  // Not a blob's URL: a canvas that has drawn one of those with HTML in it cannot be read.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(withoutControls(svg))}`;
  await image.decode();
  const ratio = Math.min(MOST_RATIO, window.devicePixelRatio);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no 2D canvas');
  context.scale(ratio, ratio);
  context.drawImage(image, 0, 0, width, height);
  return canvasPng(canvas);
}

/** Resolves when the menu that was chosen from has gone from the screen. */
export async function menusClosed(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** The page without its scripts, with its styles inside. */
function copyOfPage(fresh: HTMLCanvasElement | null): HTMLElement {
  const { documentElement: original } = document;
  const copy = original.cloneNode(true) as HTMLElement;
  const originals = original.querySelectorAll<HTMLElement>('*');
  const copies = copy.querySelectorAll<HTMLElement>('*');
  // The fresh canvas first: it is empty again after this task.
  const freshUrl = fresh === null ? '' : fresh.toDataURL();
  originals.forEach((element, i) => takeOver(element, copies[i], element === fresh ? freshUrl : null));
  for (const element of copy.querySelectorAll('script, link, style, title')) element.remove();
  const style = document.createElement('style');
  const bars = hasRoomForScrollbars() ? '' : 'scrollbar-width: none !important;';
  const still = 'animation: none !important; transition: none !important; caret-color: transparent;';
  style.textContent = `${styles()}\n* { ${still} ${bars} }`;
  copy.querySelector('head')?.append(style);
  copy.setAttribute('xmlns', XHTML);
  copy.style.width = `${window.innerWidth}px`;
  copy.style.height = `${window.innerHeight}px`;
  copy.style.overflow = 'hidden';
  return copy;
}

/** What cloning forgets: pictures, values, scrolled places, the layer of dialogs. */
function takeOver(element: HTMLElement, copy: HTMLElement, url: string | null): void {
  if (element instanceof HTMLCanvasElement) copy.replaceWith(imageOf(element, url ?? element.toDataURL()));
  else if (element instanceof HTMLInputElement) {
    copy.setAttribute('value', element.value);
    copy.toggleAttribute('checked', element.checked);
  } else if (element instanceof HTMLTextAreaElement) copy.textContent = element.value;
  else if (element instanceof HTMLOptionElement) copy.toggleAttribute('selected', element.selected);
  else if (element instanceof HTMLDialogElement && element.open) placeDialog(element, copy);
  const { scrollLeft, scrollTop } = element;
  if (scrollLeft === 0 && scrollTop === 0) return;
  copy.style.overflow = 'hidden';
  for (const child of copy.children) {
    if (child instanceof HTMLElement || child instanceof SVGElement)
      child.style.translate = `${-scrollLeft}px ${-scrollTop}px`;
  }
}

function imageOf(canvas: HTMLCanvasElement, url: string): HTMLImageElement {
  const image = document.createElement('img');
  const { position, inset, display, zIndex } = getComputedStyle(canvas);
  image.className = canvas.className;
  image.src = url;
  Object.assign(image.style, { position, inset, display, zIndex });
  image.style.width = `${canvas.clientWidth}px`;
  image.style.height = `${canvas.clientHeight}px`;
  return image;
}

/** A modal dialog lies above all, which an element of a picture does only by its style. */
function placeDialog(dialog: HTMLDialogElement, copy: HTMLElement): void {
  const { left, top, width, height } = dialog.getBoundingClientRect();
  Object.assign(copy.style, { position: 'fixed', margin: '0', zIndex: '100000', inset: 'auto' });
  copy.style.left = `${left}px`;
  copy.style.top = `${top}px`;
  copy.style.width = `${width}px`;
  copy.style.height = `${height}px`;
}

/** Bars that lie over what is scrolled take no room, and are seen only while it moves; in a picture all of them would be. */
function hasRoomForScrollbars(): boolean {
  const probe = document.createElement('div');
  probe.style.cssText = 'position: fixed; visibility: hidden; width: 100px; height: 100px; overflow: scroll';
  document.body.append(probe);
  const takes = probe.offsetWidth - probe.clientWidth;
  probe.remove();
  return takes > 0;
}

function styles(): string {
  const sheets = [...document.styleSheets, ...document.adoptedStyleSheets];
  const text = sheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n');
  // In the picture the root is the SVG.
  return text.replaceAll(':root', 'html');
}

/** Characters that XML does not know. */
function withoutControls(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
}
