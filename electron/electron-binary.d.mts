type Env = Readonly<Record<string, string | undefined>>;

export function electronBinary(root: string, env: Env): { path: string } | { reason: string };
export function noDisplay(platform: NodeJS.Platform, env: Env): string | null;
