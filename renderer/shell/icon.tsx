/** Outlines on a grid of 16. */
const PATHS = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  step: 'M3 2.5v11l7-5.5zM11 2.5h2.5v11H11z',
  reset: 'M8 2a6 6 0 1 1-5.7 4.1l1.7.6A4.2 4.2 0 1 0 8 3.8V6.2L3.8 3 8 0z',
  copy: 'M5 1h8v10H5zM6.5 2.5v7h5v-7zM3 4v9h7v1.5H1.5V4z',
  dice: 'M2 2h12v12H2zM3.5 3.5v9h9v-9zM5 5h2v2H5zM9 5h2v2H9zM7 7h2v2H7zM5 9h2v2H5zM9 9h2v2H9z',
} as const;

/** A sign of a button that has its name elsewhere. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg className="icon-image" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}
