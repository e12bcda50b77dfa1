import { scrubText } from '@touchtrail/sdk/scrub';

const tags = /<\/?[a-z!][^<>]{0,500}>/giu;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};
const plain = (text: string): string =>
  text
    .replace(tags, ' ')
    .replace(/&(?:([a-z]{2,5})|#\d{1,7}|#x[\da-f]{1,6});/giu, (_all, name: string | undefined) =>
      name === undefined ? ' ' : (entities[name.toLowerCase()] ?? ' '),
    );

const name = String.raw`\p{Lu}[\p{L}’'-]{1,40}`;
const full = String.raw`(?:(?:von|van|de|zu|der|den|da|di) ){0,2}${name}(?: (?:(?:von|van|de|zu|der|den|da|di) ){0,2}${name}){0,3}`;

/** What stands before a name. The name goes, these words stay. */
const introductions = new RegExp(
  String.raw`((?:\b[Mm](?:y|ein) [Nn]ame (?:is|ist|lautet)|\b[Ii]ch hei(?:ß|ss)e|\b[Nn]ame ?:|\bI am called|\b[Jj]e m['’]appelle|\b[Mm]e llamo|\b[Mm]i chiamo|\b(?:Herrn?|Frau|Familie|Mr|Mrs|Ms|Dr|Prof|Madame|Monsieur)\b\.?) {1,3})(?:(?:Herrn?|Frau|Dr|Prof)\.? )?${full}`,
  'gu',
);
const greetings = new RegExp(
  String.raw`((?:Gr(?:ü|ue)(?:ß|ss)e?n?|\b[Rr]egards|\b[Cc]heers|\b[Ss]incerely|\bLG|\bMfG|\bVG)[\s,.!–-]{1,5})${full}[ .]{0,3}$`,
  'gu',
);
const streets = new RegExp(
  String.raw`(?:\p{Lu}[\p{L}-]{1,40}(?:str(?:\.|aße|asse)|weg|platz|allee|gasse|ring|damm)|\p{Lu}[\p{L}-]{1,40} (?:Straße|Strasse|Str\.|Weg|Platz|Allee|Street|Road|Avenue|Lane)) ?\d{1,4} ?[a-z]?\b|\b\d{1,5} \p{Lu}[\p{L}-]{1,40} (?:Street|Road|Avenue|Lane|Drive|St\.|Rd\.)`,
  'gu',
);
/** Numbers of orders, customers, parcels; postal codes; days of birth. */
const numbers =
  /\b\d{1,2}[./]\d{1,2}[./]\d{4}\b|(?:\p{L}{0,6}[-_#]?)\d(?:[ ./-]?\d){4,}(?:[-_]?\p{L}{0,6})\b/gu;

/**
 * What somebody wrote, as others may read it: without markup, and with `*` for what may tell who it
 * was: addresses, numbers of telephones, cards, accounts and orders, and names where words such as
 * "my name is" or a greeting stand before them. A name that stands alone is not known as one.
 *
 * @example
 * hidePeople('Ich heiße Ada Lovelace, Bestellung 4711-2233'); // 'Ich heiße *, Bestellung *'
 */
export const hidePeople = (text: string): string =>
  scrubText(plain(text))
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(introductions, '$1*')
    .replace(greetings, '$1*')
    .replace(streets, '*')
    .replace(numbers, '*');
