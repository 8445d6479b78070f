import { z } from 'zod';
import type { EditorLanguage } from '../editor-language.ts';
import { libraryText } from './library-text.ts';
import { readText } from './read-text.ts';
import { TEMPLATE } from './template.ts';
import { createTextPane } from './text-pane.ts';

// This script has schemas of its own, and the page's content security policy forbids code from strings.
z.config({ jitless: true });

export const language: EditorLanguage = { read: readText, template: TEMPLATE, libraryText, createTextPane };
