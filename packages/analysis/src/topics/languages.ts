import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { stopwords as danishStops } from '@orama/stopwords/danish';
import { stopwords as dutchStops } from '@orama/stopwords/dutch';
import { stopwords as englishStops } from '@orama/stopwords/english';
import { stopwords as finnishStops } from '@orama/stopwords/finnish';
import { stopwords as frenchStops } from '@orama/stopwords/french';
import { stopwords as germanStops } from '@orama/stopwords/german';
import { stopwords as italianStops } from '@orama/stopwords/italian';
import { stopwords as norwegianStops } from '@orama/stopwords/norwegian';
import { stopwords as portugueseStops } from '@orama/stopwords/portuguese';
import { stopwords as russianStops } from '@orama/stopwords/russian';
import { stopwords as spanishStops } from '@orama/stopwords/spanish';
import { stopwords as swedishStops } from '@orama/stopwords/swedish';
import { stopwords as turkishStops } from '@orama/stopwords/turkish';

/** A language whose words can be brought to their stems. */
export interface Language {
  /** ISO 639-1. */
  code: string;
  /** Words that say nothing of a topic, in lower case, as {@link fold} writes them. */
  stops: ReadonlySet<string>;
  stem: (word: string) => string;
  /** Whether words are put together to one. */
  compounds: boolean;
}

// Judgements and courtesies: they tell how it was, and not what.
const judging: Readonly<Record<string, string>> = {
  de: 'gut gute guten guter gutes besser schlecht schlechte schlechter super toll tolle klasse prima okay ok leider bitte danke immer nie schon mal sehr wirklich einfach ganz viel viele wenig mehr etwas eher ziemlich total gar gern gerne perfekt zufrieden unzufrieden enttäuscht finde fand war waren wurde wurden worden geht ging gibt gab macht machen hatte hätte wäre könnte kann konnte muss müssen mich mir ihr eure euer',
  en: 'good great bad nice awesome terrible horrible excellent perfect ok okay please thanks thank always never very really quite much many lot little more less just even still also got get gets one thing things like well better best worse worst love loved hate hated happy unhappy disappointed disappointing im ive dont didnt cant couldnt wasnt isnt',
};

/** Lower case in one form of writing; both ways to write ä, ö, ü and ß in German are one. */
export const fold = (word: string): string =>
  word.normalize('NFKC').toLowerCase().replaceAll('ß', 'ss').replaceAll(/[’']/gu, '');

/**
 * German without umlauts. Who has none on the keyboard writes ae, oe, ue; not so after another vowel or q
 * (neue, quer).
 */
export const withoutUmlauts = (word: string): string =>
  word
    .replaceAll(/(?<![aeoqu])([aou])e/gu, '$1')
    .replaceAll(/[äöü]/gu, (letter) => (letter === 'ä' ? 'a' : letter === 'ö' ? 'o' : 'u'));

const german2 = (word: string): string =>
  withoutUmlauts(german(word.replaceAll(/(?<![aeoqu])([aou])e/gu, '$1')));

const language = (
  code: string,
  stem: (word: string) => string,
  stops: readonly string[],
  compounds = false,
): Language => ({
  code,
  stem,
  compounds,
  stops: new Set([...stops, ...(judging[code]?.split(' ') ?? [])].map(fold)),
});

/** Those that are known, the likelier first where a text could be in several. */
export const languages: readonly Language[] = [
  language('de', german2, germanStops, true),
  language('en', english, englishStops),
  language('fr', french, frenchStops),
  language('es', spanish, spanishStops),
  language('it', italian, italianStops),
  language('nl', dutch, dutchStops, true),
  language('pt', portuguese, portugueseStops),
  language('sv', swedish, swedishStops, true),
  language('da', danish, danishStops, true),
  language('no', norwegian, norwegianStops, true),
  language('fi', finnish, finnishStops, true),
  language('ru', russian, russianStops),
  language('tr', turkish, turkishStops),
];

/**
 * The language that most of these words are function words of; undefined when none is.
 *
 * @param words folded
 */
export function languageOf(words: readonly string[]): Language | undefined {
  let best: Language | undefined;
  let most = 0;
  for (const known of languages) {
    const hits = words.reduce((sum, word) => sum + (known.stops.has(word) ? 1 : 0), 0);
    if (hits > most) [best, most] = [known, hits];
  }
  return best;
}
