import type { Names } from '@touchtrail/contract';
import { say } from './say.ts';

/** Languages and texts; of the language '' the text stands in all of them. */
const rowsOf = (names: Names | undefined): [string, string][] => {
  if (names === undefined) return [['', '']];
  return typeof names === 'string' ? [['', names]] : Object.entries(names);
};

function namesOf(rows: readonly [string, string][]): Names | undefined {
  const [first] = rows;
  if (rows.length === 1 && first?.[0] === '') return first[1] === '' ? undefined : first[1];
  // While a language is being typed its row must not vanish: empty ones go when it is taken over.
  return Object.fromEntries(rows.map(([language, text]) => [language || 'en', text]));
}

/** A name without what was left empty; undefined where nothing is left. */
export function tidyNames(names: Names | undefined): Names | undefined {
  if (names === undefined || typeof names === 'string') return names?.trim() || undefined;
  const kept = Object.entries(names).filter(([, text]) => text.trim() !== '');
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const offered = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt'] as const;

/** A name, in one text or by language. */
export function NamesField(props: {
  label: string;
  /** What is seen of the label where no language is. */
  shown?: string;
  value: Names | undefined;
  onChange: (names: Names | undefined) => void;
}) {
  const rows = rowsOf(props.value);
  const free = offered.filter((one) => !rows.some(([language]) => language === one));
  const set = (next: [string, string][]) => props.onChange(namesOf(next));
  return (
    <div class="names" role="group" aria-label={props.label}>
      {rows.map(([language, text], index) => (
        <label key={language} class="number-field">
          <span>{language || props.shown}</span>
          <input
            type="text"
            dir="auto"
            aria-label={language === '' ? props.label : `${props.label} (${language})`}
            maxLength={200}
            value={text}
            onInput={(event) => set(rows.with(index, [language, event.currentTarget.value]))}
          />
        </label>
      ))}
      {free.length > 0 && (
        <select
          aria-label={`${props.label}: ${say('Add a language')}`}
          value=""
          onChange={(event) => {
            const language = event.currentTarget.value;
            if (language === '') return;
            // One text for all becomes that of English, or of the language that is asked for.
            const named = rows.map(([one, text]): [string, string] => [
              one || (language === 'en' ? 'de' : 'en'),
              text,
            ]);
            set([...named, [language, '']]);
          }}
        >
          <option value="">{say('Add a language')}</option>
          {free.map((language) => (
            <option key={language} value={language}>
              {language}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
