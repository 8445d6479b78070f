export function packageFolder(path: string): string | null;
export function thirdPartyNotices(root: string, folders: Iterable<string>): string;
