import { useEffect, useState } from 'preact/hooks';
import { keptDialog } from './open-kept.ts';

type Body = () => preact.JSX.Element | null;

/** The dialogs of views and notes, loaded when one is opened first. */
export function KeptDialogs() {
  const kind = keptDialog.value?.kind;
  const [bodies, setBodies] = useState<Record<'views' | 'notes', Body>>();
  useEffect(() => {
    if (kind === undefined || bodies) return;
    void Promise.all([import('./views-dialog.tsx'), import('./notes-dialog.tsx')]).then(
      ([{ ViewsDialog }, { NotesDialog }]) => setBodies({ views: ViewsDialog, notes: NotesDialog }),
      // Without the code there is no dialog; what was typed is kept for the next try.
      () => undefined,
    );
  }, [kind]);
  const Shown = kind && bodies?.[kind];
  return Shown ? <Shown key={kind} /> : null;
}
