import { useEffect, useRef } from 'preact/hooks';

const words: readonly [string, string][] = [
  ['Touchpoint', 'A named place of contact, such as checkout.payment or store.berlin.'],
  ['Touch', 'One occurrence: a person at a touchpoint at an instant.'],
  ['Person', 'Everything known of one human: the ids that were linked to each other.'],
  ['Visit', 'Touches of a person with no silence of 30 minutes or more between them.'],
  [
    'Journey',
    'The touches of one person or account toward one goal, until conversion, abandonment, or now.',
  ],
  ['Converted', 'The journey reached its goal. The conversion belongs to it and ends it.'],
  ['Abandoned', 'Silent for longer than the inactivity limit, 90 days unless set otherwise.'],
  ['Open', 'Neither yet. Hatched everywhere, and never counted as lost.'],
  [
    'Pause',
    'A silence inside a journey longer than the abandonment gap, which comes from the data.',
  ],
  ['Drop-off point', 'The last touchpoint before a pause, where losses exceed those elsewhere.'],
  ['Re-entry point', 'The first touchpoint after a pause, in the same journey.'],
  [
    '95 % interval',
    'Where the true value plausibly lies. Two values whose intervals overlap much may well be equal.',
  ],
];

/** The words of the product, one click away from every screen. */
export function Glossary({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class="glossary"
      aria-labelledby="glossary-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="glossary-body">
        <header>
          <h2 id="glossary-title">Definitions</h2>
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
        </header>
        <dl>
          {words.map(([word, meaning]) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p class="muted">
          The exact definition behind each picture is in the line under it. Press t to see pictures
          as tables.
        </p>
      </div>
    </dialog>
  );
}
