import { randomFrom } from '../../stats/random.ts';

/** Sentences of a topic: each slot in braces is one of the words that its name stands for. */
interface Planted {
  key: string;
  sentences: readonly string[];
  slots: Readonly<Record<string, readonly string[]>>;
}

const german: readonly Planted[] = [
  {
    key: 'delivery',
    sentences: [
      '{sent} kam {late}',
      'Die {sent} war {late}, der {carrier} hat sich nicht gemeldet',
      'Auf die {sent} musste ich {long} warten',
      'Der {carrier} brachte das Paket {late}',
      'Leider {late}, {sent} dauerte {long}',
      'Meine {sent} wurde vom {carrier} beim Nachbarn abgegeben',
    ],
    slots: {
      sent: ['Lieferung', 'Paketlieferung', 'Expresslieferung', 'Sendung', 'Lieferzeit', 'Paket'],
      late: ['verspätet', 'viel zu spät', 'eine Woche später', 'mit Verspätung', 'verspaetet an'],
      carrier: ['Paketbote', 'Zusteller', 'Paketdienst', 'Lieferdienst'],
      long: ['zwei Wochen', 'ewig', 'tagelang', 'zehn Tage'],
    },
  },
  {
    key: 'payment',
    sentences: [
      'Die {pay} wurde {refused}',
      '{pay} mit {means} {refused}',
      'Meine {means} wurde bei der {pay} nicht akzeptiert, {refused}',
      'Bezahlen per {means} funktioniert nicht',
      'Fehler bei der {pay}, {means} {refused}',
      'Drei Versuche mit der {means} bis die {pay} durchging',
    ],
    slots: {
      pay: ['Zahlung', 'Kreditkartenzahlung', 'Bezahlung', 'Abbuchung'],
      means: ['Kreditkarte', 'Paypal', 'Karte', 'Lastschrift'],
      refused: ['abgelehnt', 'abgebrochen', 'zweimal abgelehnt', 'fehlgeschlagen'],
    },
  },
  {
    key: 'returns',
    sentences: [
      '{back} ist kompliziert',
      'Warte noch auf meine {money} nach der {back}',
      'Das Etikett für die {back} fehlte',
      '{money} kam nach der {back} erst nach Wochen',
      'Ich musste die {back} selbst zahlen, keine {money}',
      'Formular für die {back} war nicht zu finden, Etikett auch nicht',
    ],
    slots: {
      back: ['Rücksendung', 'Retoure', 'Rückgabe', 'Retourensendung', 'Rueckgabe'],
      money: ['Erstattung', 'Rückerstattung', 'Gutschrift'],
    },
  },
  {
    key: 'staff',
    sentences: [
      'Der {who} war {kind} und hat mir {help}',
      'Sehr {kind}er {who}, {help} am {phone}',
      'Am {phone} war der {who} {kind}',
      'Tolle Beratung, {who} {help}',
      'Beratung am {phone} {kind}',
    ],
    slots: {
      who: ['Berater', 'Mitarbeiter', 'Kundenberater', 'Verkäufer'],
      kind: ['freundlich', 'hilfsbereit', 'kompetent', 'geduldig'],
      help: ['geholfen', 'gut beraten', 'alles erklärt'],
      phone: ['Telefon', 'Servicetelefon', 'Hotline'],
    },
  },
  {
    key: 'search',
    sentences: [
      'Die {find} findet {nothing}',
      '{find} auf der {page} ist {slow}',
      '{page} lädt {slow}, {find} unbrauchbar',
      'Auf der {page} finde ich über die {find} {nothing}',
      'Die {page} ist {slow} und unübersichtlich, Filter fehlen',
      'Filter und {find} auf der {page} funktionieren nicht',
    ],
    slots: {
      find: ['Suche', 'Suchfunktion', 'Produktsuche', 'Filterfunktion'],
      page: ['Webseite', 'Seite', 'Internetseite', 'Startseite'],
      slow: ['langsam', 'viel zu langsam', 'träge'],
      nothing: ['nichts', 'keine Treffer', 'falsche Treffer'],
    },
  },
  {
    key: 'quality',
    sentences: [
      'Die {thing} kam {broken} an',
      '{thing} nach zwei Tagen {broken}, {stuff} wirkt billig',
      '{stuff} der {thing} ist minderwertig',
      'Das {stuff} war {broken}',
      '{thing} {broken}, schlechte Verarbeitung',
      'Verarbeitung der {thing} mangelhaft, {stuff} {broken}',
    ],
    slots: {
      thing: ['Lampe', 'Stehlampe', 'Tischlampe', 'Leuchte'],
      broken: ['kaputt', 'zerbrochen', 'zerkratzt', 'beschädigt'],
      stuff: ['Glas', 'Material', 'Gehäuse', 'Kunststoff'],
    },
  },
];

const english: readonly Planted[] = [
  {
    key: 'delivery',
    sentences: [
      'My {sent} arrived {late}',
      'The {carrier} left the {sent} with a neighbour',
      '{sent} took {long}, the {carrier} never called',
      'Waited {long} for the {sent}',
      '{sent} was {late} again',
    ],
    slots: {
      sent: ['delivery', 'parcel', 'package', 'shipment'],
      late: ['late', 'a week late', 'too late', 'delayed'],
      carrier: ['courier', 'driver', 'delivery driver'],
      long: ['two weeks', 'ten days', 'forever'],
    },
  },
  {
    key: 'payment',
    sentences: [
      '{pay} was {refused}',
      'My {means} was {refused} at checkout',
      '{pay} with {means} failed three times',
      'Could not pay with my {means}, {pay} {refused}',
      'Checkout error, {pay} {refused}',
    ],
    slots: {
      pay: ['payment', 'the payment', 'card payment'],
      means: ['credit card', 'debit card', 'paypal', 'card'],
      refused: ['declined', 'rejected', 'refused'],
    },
  },
  {
    key: 'returns',
    sentences: [
      'The {back} is complicated',
      'Still waiting for my {money} after the {back}',
      'No label for the {back} in the box',
      '{money} came weeks after the {back}',
      'Had to pay for the {back} myself, no {money}',
    ],
    slots: {
      back: ['return', 'return shipping', 'returns process'],
      money: ['refund', 'money back', 'store credit'],
    },
  },
  {
    key: 'staff',
    sentences: [
      'The {who} was {kind} and {help}',
      '{kind} {who} on the {phone}',
      '{who} {help}, very {kind}',
      'Called the {phone}, {who} was {kind}',
    ],
    slots: {
      who: ['agent', 'advisor', 'support agent', 'staff'],
      kind: ['friendly', 'helpful', 'patient', 'polite'],
      help: ['explained everything', 'answered all questions', 'solved it'],
      phone: ['phone', 'hotline', 'support line'],
    },
  },
];

/** Topics that can be planted, by language. */
export const planted = { de: german, en: english } as const;

const chatter = {
  de: [
    'Alles ok',
    'Gerne wieder',
    'Super',
    'Na ja',
    'Weiter so',
    'Passt',
    'Danke',
    'Top',
    'Geht so',
  ],
  en: ['All fine', 'Thanks', 'Would buy again', 'ok', 'Great', 'So so', 'Keep it up', 'Nice'],
} as const;

/** A made-up comment and what it is about; null: nothing. */
export interface Written {
  text: string;
  topic: string | null;
}

/**
 * Comments on the topics named, drawn at random.
 *
 * @param topics such as `de.delivery`
 * @param share of comments that are about nothing
 */
export function writeComments(
  seed: number,
  count: number,
  topics: readonly string[],
  share = 0.2,
): Written[] {
  const random = randomFrom(seed);
  const pick = <Value>(list: readonly Value[]): Value =>
    list[Math.floor(random() * list.length)] as Value;
  const known = topics.map((name) => {
    const [language, key] = name.split('.') as ['de' | 'en', string];
    const found = planted[language].find((topic) => topic.key === key);
    if (!found) throw new TypeError(`Nothing is written of ${name}.`);
    return { name, language, found };
  });
  return Array.from({ length: count }, (): Written => {
    const { name, language, found } = pick(known);
    if (random() < share) return { text: pick(chatter[language]), topic: null };
    const sentence = pick(found.sentences).replaceAll(/\{(\w+)\}/gu, (_all, slot: string) =>
      pick(found.slots[slot] ?? ['']),
    );
    const tail = random() < 0.15 ? `. ${pick(chatter[language])}` : '';
    return { text: `${sentence[0]?.toUpperCase() ?? ''}${sentence.slice(1)}${tail}`, topic: name };
  });
}
