/** `dual@runs/a` is the arm `dual`, kept apart for the folder `runs/a`; the folder is empty where all folders agree. */
export function splitArmName(name: string): { readonly arm: string; readonly folder: string } {
  const at = name.indexOf('@');
  return at < 0 ? { arm: name, folder: '' } : { arm: name.slice(0, at), folder: name.slice(at + 1) };
}
