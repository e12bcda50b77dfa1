import * as z from 'zod';
import type { Language, Placeholder, SameNames } from '../language.ts';
import { plainGerman } from './plain-german.ts';

const german = {
  'must be a duration such as 30m, 12h or 7d': 'muss eine Dauer wie 30m, 12h oder 7d sein',
  'must be RFC 3339 with an offset (2026-11-22T10:00:00Z) or epoch milliseconds':
    'muss RFC 3339 mit Zeitverschiebung (2026-11-22T10:00:00Z) oder Millisekunden seit 1970 sein',
  'must be an IANA time zone': 'muss eine IANA-Zeitzone sein',
  'must be a condition or the key of a saved segment such as @big-spenders':
    'muss eine Bedingung oder der Schlüssel eines gespeicherten Segments wie @big-spenders sein',
  'must be like big-spenders: small letters, digits, _ . -':
    'muss sein wie big-spenders: kleine Buchstaben, Ziffern, _ . -',
  'must be quality, a field such as device or props.NAME, or @ with the key of a saved segment':
    'muss quality, ein Feld wie device oder props.NAME oder @ mit dem Schlüssel eines gespeicherten Segments sein',
  'must be @ with the key of a saved segment':
    'muss @ mit dem Schlüssel eines gespeicherten Segments sein',
  'must be what the page before gave as next': 'muss sein, was die Seite davor als next nannte',
  'must name at most {n} of what journeys are compared by':
    'darf höchstens {n} von dem nennen, wonach Journeys verglichen werden',
  'must be digital, analog, a channel, or phase:NAME':
    'muss digital, analog, ein Kanal oder phase:NAME sein',
  'must name at most {n} kinds of touches': 'darf höchstens {n} Arten von Kontakten nennen',
  'needs at least two steps, e.g. steps=cart,checkout,purchase':
    'braucht mindestens zwei Schritte, z. B. steps=cart,checkout,purchase',
  'must be a step before the last, of {n}, or the last with listWho=reached':
    'muss ein Schritt vor dem letzten von {n} sein, oder der letzte mit listWho=reached',
  'must not name a step of the funnel: {steps}':
    'darf keinen Schritt des Trichters nennen: {steps}',
  'must name each touchpoint once when the order does not matter':
    'muss jeden Kontaktpunkt einmal nennen, wenn die Reihenfolge nicht zählt',
  'must be shares by position such as first:40,lead:0,last:40,middle:20':
    'müssen Anteile nach Stelle wie first:40,lead:0,last:40,middle:20 sein',
  'needs a share above 0': 'braucht einen Anteil über 0',
  'must be one of {fields} or props.NAME': 'muss eines von {fields} oder props.NAME sein',
  'must be an object such as {example}': 'muss ein Objekt wie {example} sein',
  'is missing': 'fehlt',
  'must be the `next` of a page': 'muss das `next` einer Seite sein',
  'must look like https://shop.example, https://*.shop.example, http://localhost:* or *':
    'muss aussehen wie https://shop.example, https://*.shop.example, http://localhost:* oder *',
  'must be an http or https address': 'muss eine Adresse mit http oder https sein',
  'must be an address such as https://shop.example/':
    'muss eine Adresse wie https://shop.example/ sein',
  'must be lower-case letters, digits and dashes':
    'darf nur Kleinbuchstaben, Ziffern und Bindestriche haben',
  'must be lower-case letters, digits, - and _, at most 63 of them, such as purchase':
    'darf nur Kleinbuchstaben, Ziffern, - und _ haben, höchstens 63, wie purchase',
  'must be lower-case letters, digits, dots, dashes and underscores':
    'darf nur Kleinbuchstaben, Ziffern, Punkte, Binde- und Unterstriche haben',
  'must be an IANA time zone such as Europe/Berlin':
    'muss eine IANA-Zeitzone wie Europe/Berlin sein',
  'must be a code of three letters such as EUR': 'muss ein Kürzel aus drei Buchstaben wie EUR sein',
  'must be an ISO 3166 code such as DE or US-CA': 'muss ein ISO-3166-Kürzel wie DE oder US-CA sein',
  'must be a path of the dashboard, such as /flow?v=1&steps=4':
    'muss ein Pfad dieser Oberfläche sein, etwa /flow?v=1&steps=4',
  'must not name a person, an account, a device or what was searched for':
    'darf keine Person, kein Konto, kein Gerät und nichts Gesuchtes nennen',
  'must name a role or a name': 'muss eine Rolle oder einen Namen nennen',
  'needs a value, and known and unknown take none':
    'braucht einen Wert; known und unknown nehmen keinen',
  'must be a number for at_least and at_most': 'muss für at_least und at_most eine Zahl sein',
  'must not be less than atLeast': 'darf nicht kleiner als atLeast sein',
  'may be nested {n} deep': 'darf {n} tief verschachtelt sein',
  'may have at most {n} conditions': 'darf höchstens {n} Bedingungen haben',
  'must be a text of at most 200 characters, or such texts by language: {example} (1 to {n} languages)':
    'muss ein Text von höchstens 200 Zeichen sein, oder solche Texte je Sprache: {example} (1 bis {n} Sprachen)',
  'must be a key (lower-case letters, digits, dots, dashes and underscores, at most 63), or {example}':
    'muss ein Schlüssel sein (Kleinbuchstaben, Ziffern, Punkte, Binde- und Unterstriche, höchstens 63), oder {example}',
  'must be a key (lower-case letters, digits, dots, dashes and underscores, at most 63), or {example} (1 to {n} words of 2 to 60 characters)':
    'muss ein Schlüssel sein (Kleinbuchstaben, Ziffern, Punkte, Binde- und Unterstriche, höchstens 63), oder {example} (1 bis {n} Wörter von 2 bis 60 Zeichen)',
  'must have a letter in it': 'braucht einen Buchstaben',
  'must be a text, a list of 1 to {n} texts, or one of {forms}; patterns have at most {most} characters':
    'muss ein Text, eine Liste von 1 bis {n} Texten oder eines von {forms} sein; Muster haben höchstens {most} Zeichen',
  'must be a text, a number, true, false, a list of texts, or one of {forms}':
    'muss ein Text, eine Zahl, true, false, eine Liste von Texten oder eines von {forms} sein',
  'must be one or a list of: {words}': 'muss eines oder eine Liste sein von: {words}',
  'needs an attribute': 'braucht eine Eigenschaft',
  'has too many attributes': 'hat zu viele Eigenschaften',
  'needs a condition: event, path, url, channel, type, referrer, touchpoint, source, medium, campaign or props':
    'braucht eine Bedingung: event, path, url, channel, type, referrer, touchpoint, source, medium, campaign oder props',
  'must not begin or end with a space': 'darf nicht mit einem Leerzeichen beginnen oder enden',
  'must not begin with event:': 'darf nicht mit event: beginnen',
  'has no policy; fields that do: {fields}, props.<key>':
    'hat keine Regel; Felder mit Regel: {fields}, props.<key>',
  'cannot be dropped, an event needs an id; hash it instead':
    'kann nicht weggelassen werden, ein Ereignis braucht eine Kennung; stattdessen hash',
} as const;

type Message = keyof typeof german;
type Values<Text> = [Placeholder<Text>] extends [never]
  ? []
  : [Record<Placeholder<Text>, string | number>];

/** Does not compile where the German of a message has other values. */
german satisfies { [One in Message]: SameNames<One, (typeof german)[One]> };

const named = /\{(\w+)\}/g;
const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(named, (whole, name: string) => String(values[name] ?? whole));

/**
 * What a parameter of a report, or a part of what is written, must be, as a schema says it: in English.
 * One without German does not compile.
 *
 * @example
 * refusal('must name at most {n} kinds of touches', { n: 20 });
 */
export const refusal = <Text extends Message>(message: Text, ...[values]: Values<Text>): string =>
  values ? filled(message, values as Readonly<Record<string, string | number>>) : message;

/** Matches a message with any values in it. */
const pattern = (message: string): RegExp =>
  new RegExp(
    `^${message
      .split(/\{\w+\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('(.*)')}$`,
    's',
  );

/** The German of a message that {@link refusal} made; any other text as it is. */
function germanRefusal(said: string): string {
  for (const [message, text] of Object.entries(german)) {
    const found = pattern(message).exec(said);
    if (!found) continue;
    const names = [...message.matchAll(named)].map(([, name = '']) => name);
    return filled(text, Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ''])));
  }
  return said;
}

/** A part that a schema refuses, and what it must be, in each language. */
export interface RefusedPart {
  path: readonly PropertyKey[];
  message: Readonly<Record<Language, string>>;
}

/** What an issue says; of several ways that all fail, the one that says what is wanted. */
function told(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  const ways = issue.errors.flat();
  return (
    ways.find(({ code, path }) => code === 'custom' && path.length === 0)?.message ?? issue.message
  );
}

const ownGerman = z.locales.de().localeError;
const inPlainGerman: z.core.$ZodErrorMap = (issue) => plainGerman(issue) ?? ownGerman(issue);
/** Of several ways to write it none was taken: the library would not say that it is not there. */
const missing: z.core.$ZodErrorMap = ({ code, input }) =>
  code === 'invalid_union' && input === undefined ? 'is missing' : undefined;

/**
 * What a schema refuses of a value, in all languages.
 *
 * @example
 * refusedParts(z.object({ n: z.int() }), { n: 'x' })[0]?.message.de;
 */
export function refusedParts(schema: z.ZodType, given: unknown): RefusedPart[] {
  const issues = schema.safeParse(given, { error: missing }).error?.issues ?? [];
  const inGerman = schema.safeParse(given, { error: inPlainGerman }).error?.issues;
  return issues.map((issue, at) => ({
    path: issue.path,
    message: { en: told(issue), de: germanRefusal(told(inGerman?.[at] ?? issue)) },
  }));
}
