import { useEffect, useRef } from 'preact/hooks';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';

const say = words({
  Definitions: 'Definitionen',
  'A named place of contact, such as checkout.payment or store.berlin.':
    'Ein benannter Ort der Begegnung, etwa checkout.payment oder store.berlin.',
  'One occurrence: a person at a touchpoint at an instant.':
    'Ein Vorkommen: eine Person zu einem Zeitpunkt an einem Kontaktpunkt.',
  Person: 'Person',
  'Everything known of one human: the ids that were linked to each other.':
    'Alles, was von einem Menschen bekannt ist: die Kennungen, die miteinander verbunden wurden.',
  'Touches of a person with no silence of 30 minutes or more between them.':
    'Kontakte einer Person ohne Stille von 30 Minuten oder mehr dazwischen.',
  Journey: 'Journey',
  'The touches of one person or account toward one goal, until conversion, abandonment, or now.':
    'Die Kontakte einer Person oder eines Kontos auf ein Ziel hin, bis zu Konversion, Abbruch oder jetzt.',
  'The journey reached its goal. The conversion belongs to it and ends it.':
    'Die Journey hat ihr Ziel erreicht. Die Konversion gehört zu ihr und beendet sie.',
  Abandoned: 'Abgebrochen',
  'Silent for longer than the inactivity limit, which is learned from the data unless set.':
    'Länger still als die Grenze, die aus den Daten gelernt wird, wenn keine gesetzt ist.',
  Open: 'Offen',
  'Neither yet. Hatched everywhere, and never counted as lost.':
    'Noch keines von beiden. Überall schraffiert und nie als verloren gezählt.',
  Pause: 'Pause',
  'A silence inside a journey longer than the abandonment gap, which comes from the data.':
    'Eine Stille in einer Journey, die länger ist als die Abbruchlücke, die aus den Daten kommt.',
  'Drop-off point': 'Abbruchpunkt',
  'The last touchpoint before a pause, where losses exceed those elsewhere.':
    'Der letzte Kontaktpunkt vor einer Pause, an dem mehr verloren geht als anderswo.',
  'Re-entry point': 'Rückkehrpunkt',
  'The first touchpoint after a pause, in the same journey.':
    'Der erste Kontaktpunkt nach einer Pause in derselben Journey.',
  'Moment of truth': 'Moment der Wahrheit',
  'A touchpoint that raises conversion for sure, by 5 points or more, and that many meet.':
    'Ein Kontaktpunkt, der die Konversion sicher um 5 Punkte oder mehr hebt und den viele treffen.',
  'Where the true value plausibly lies. Two values whose intervals overlap much may well be equal.':
    'Wo der wahre Wert plausibel liegt. Zwei Werte, deren Intervalle sich weit überlappen, können gleich sein.',
  'The exact definition behind each picture is in the line under it. Press t to see pictures as tables.':
    'Die genaue Definition jedes Bildes steht in der Zeile darunter. Mit t werden Bilder zu Tabellen.',
});

const entries = (): readonly [string, string][] => [
  [
    common('Touchpoint'),
    say('A named place of contact, such as checkout.payment or store.berlin.'),
  ],
  [common('touch'), say('One occurrence: a person at a touchpoint at an instant.')],
  [say('Person'), say('Everything known of one human: the ids that were linked to each other.')],
  [common('visit'), say('Touches of a person with no silence of 30 minutes or more between them.')],
  [
    say('Journey'),
    say(
      'The touches of one person or account toward one goal, until conversion, abandonment, or now.',
    ),
  ],
  [
    common('Converted'),
    say('The journey reached its goal. The conversion belongs to it and ends it.'),
  ],
  [
    say('Abandoned'),
    say('Silent for longer than the inactivity limit, which is learned from the data unless set.'),
  ],
  [say('Open'), say('Neither yet. Hatched everywhere, and never counted as lost.')],
  [
    say('Pause'),
    say('A silence inside a journey longer than the abandonment gap, which comes from the data.'),
  ],
  [
    say('Drop-off point'),
    say('The last touchpoint before a pause, where losses exceed those elsewhere.'),
  ],
  [say('Re-entry point'), say('The first touchpoint after a pause, in the same journey.')],
  [
    say('Moment of truth'),
    say('A touchpoint that raises conversion for sure, by 5 points or more, and that many meet.'),
  ],
  [
    common('95 % interval'),
    say(
      'Where the true value plausibly lies. Two values whose intervals overlap much may well be equal.',
    ),
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
          <h2 id="glossary-title">{say('Definitions')}</h2>
          <button type="button" class="button" onClick={onClose}>
            {common('Close')}
          </button>
        </header>
        <dl>
          {entries().map(([word, meaning]) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p class="muted">
          {say(
            'The exact definition behind each picture is in the line under it. Press t to see pictures as tables.',
          )}
        </p>
      </div>
    </dialog>
  );
}
