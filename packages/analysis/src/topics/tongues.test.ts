import { topicsParametersSchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import type { CommentRow } from './comment-row.ts';
import { topicsOf } from './topics-job.ts';

/** Ten languages and three scripts more, a late parcel and a card that is refused in each. */
const tongues: Readonly<Record<string, readonly [string, string]>> = {
  de: ['Das Paket kam viel zu spät bei mir an', 'Meine Kreditkarte wurde nicht angenommen'],
  en: ['The parcel came a week too late for us', 'My credit card was not accepted by the shop'],
  fr: [
    'Le colis est arrivé avec une semaine de retard',
    'Ma carte bancaire a été refusée par le site',
  ],
  es: [
    'El paquete llegó con una semana de retraso',
    'Mi tarjeta de crédito fue rechazada por la tienda',
  ],
  it: [
    'Il pacco è arrivato con una settimana di ritardo',
    'La mia carta di credito non è stata accettata',
  ],
  nl: [
    'Het pakket kwam een week te laat bij ons',
    'Mijn creditcard werd niet door de winkel geaccepteerd',
  ],
  pt: [
    'A encomenda chegou com uma semana de atraso',
    'O meu cartão de crédito não foi aceito pela loja',
  ],
  sv: ['Paketet kom en vecka för sent till oss', 'Mitt kreditkort blev inte godkänt av butiken'],
  ru: ['Посылка пришла на неделю позже и это плохо', 'Моя карта не была принята в магазине'],
  tr: ['Paket bir hafta geç geldi ve bu çok kötü', 'Kredi kartım mağaza için kabul edilmedi'],
  ja: ['荷物が一週間遅れて届きました', 'クレジットカードが使えませんでした'],
  he: ['המשלוח הגיע באיחור של שבוע', 'כרטיס האשראי שלי לא התקבל'],
  ar: ['وصل الطرد متأخرا أسبوعا', 'لم يتم قبول بطاقتي'],
};
const known = Object.keys(tongues).slice(0, 10);
const decorations = [
  '',
  ' 😡',
  ' 👍🏽👨‍👩‍👧',
  ' \u202Eabc\u202C',
  ' 🇩🇪!!!',
  ' \uD83D',
  ' e\u0301\u0301\u0301',
];

const comments = Object.values(tongues).flatMap(([late, refused], language) =>
  Array.from({ length: 24 }, (_, n): CommentRow => ({
    who: `p${language}-${n}`,
    at: n * 1_000 + language,
    place: 'checkout',
    score: null,
    text: `${n % 2 === 0 ? late : refused}${decorations[n % decorations.length] ?? ''}`,
    observed: true,
    won: false,
  })),
);
const job = {
  vocabulary: [
    { key: 'returns', words: ['retour*', 'החזר'] },
    { key: 'parcel.he', words: ['המשלוח'] },
    { key: 'parcel.ar', words: ['الطرد'] },
    { key: 'card.ja', words: ['カード'] },
    { key: 'card.whole', words: ['クレジットカード'] },
  ],
  known: [],
  parameters: topicsParametersSchema.parse({ site: 'shop', topics: 20 }),
  span: { from: 0, until: 24_000 },
};
const breathe = () => Promise.resolve();

test('ten languages at once, pictures, and writing from right to left', async () => {
  const { rows, languages, withWords, discovery } = await topicsOf(comments, job, breathe);
  expect(withWords).toBe(comments.length);
  const counted = new Map(languages.map((each) => [each.language, each.comments]));
  for (const language of known)
    expect([language, counted.get(language) ?? 0]).toEqual([language, 24]);
  const own = new Map(rows.map((each) => [each.topic, each.share.count]));
  expect(own.get('parcel.he')).toBe(12);
  expect(own.get('parcel.ar')).toBe(12);
  expect(own.get('card.ja')).toBe(12);
  expect(own.get('card.whole')).toBe(12);
  expect(own.get('returns')).toBe(0);
  expect(discovery.state).toBe('found');

  const written = Object.values(tongues).map((pair) => pair.join(' ').toLowerCase());
  for (const { words, quotes, topic } of rows) {
    // A word that is shown stands in some comment as it is, and not in the form of another language.
    for (const word of words) {
      expect([topic, word, written.some((text) => text.includes(word.toLowerCase()))]).toEqual([
        topic,
        word,
        true,
      ]);
    }
    for (const { text } of quotes)
      expect(comments.some((comment) => comment.text.startsWith(text.slice(0, 12)))).toBe(true);
  }
  // What is found is of one language, or of two that write the same word.
  for (const { topic, source, quotes } of rows) {
    if (source === 'vocabulary') continue;
    const of = new Set(
      quotes.map(({ text }) =>
        written.findIndex((all) => all.includes(text.slice(0, 10).toLowerCase())),
      ),
    );
    expect([topic, of.size]).toEqual([topic, Math.min(2, of.size)]);
  }
});
