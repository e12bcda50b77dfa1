import { signal } from '@preact/signals';
import type { Annotation, SavedView } from '@touchtrail/contract';

/** What is typed in a dialog; `of`: the one that is changed, undefined for a new one. */
export interface ViewDraft {
  of?: SavedView;
  name: string;
}
export interface NoteDraft {
  of?: Annotation;
  day: string;
  text: string;
}

/** The dialog that is open, with what is typed: it stays through a sign-in. */
export type KeptDialog = { kind: 'views'; draft: ViewDraft } | { kind: 'notes'; draft: NoteDraft };
export const keptDialog = signal<KeptDialog | null>(null);

export function openViews(): void {
  keptDialog.value = { kind: 'views', draft: { name: '' } };
}
/** @param day YYYY-MM-DD in the site's time zone */
export function openNotes(day: string, of?: Annotation): void {
  keptDialog.value = {
    kind: 'notes',
    draft: of ? { of, day: of.day, text: of.text } : { day, text: '' },
  };
}
