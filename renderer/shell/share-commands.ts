import type { Command } from './command.ts';

export const SHARE_COMMANDS: readonly Command[] = [];
