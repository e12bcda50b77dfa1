import { createRandom, seedOf } from './random.ts';

type Sentences = readonly (readonly [string, number])[];

const praise: Sentences = [
  ['Lovely light in the living room.', 4],
  ['The lamp looks exactly as pictured.', 4],
  ['Warm light, beautiful glass, better than pictured.', 3],
  ['Parcel arrived in two days.', 4],
  ['Fast delivery, the parcel was well packed.', 4],
  ['Schönes Licht, die Lampe sieht aus wie auf dem Bild.', 3],
  ['Schnelle Lieferung, Paket war nach zwei Tagen da.', 3],
  ['All fine, thanks.', 3],
];
const complaint: Sentences = [
  ['Payment took three tries with my credit card.', 5],
  ['My credit card was declined twice at checkout.', 4],
  ['Zahlung mit Kreditkarte dreimal abgebrochen.', 3],
  ['Delivery was a week late.', 5],
  ['The parcel came too late, the courier never rang.', 4],
  ['Lieferung kam viel zu spät.', 3],
  ['Hard to reach anyone on the phone.', 4],
  ['Waited twenty minutes on the phone, nobody answered.', 4],
  ['Niemand geht ans Telefon, ewig in der Warteschleife.', 3],
  ['Not for me.', 3],
];
/** What goes wrong in the last week only. */
const lately: Sentences = [
  ['The glass shade was broken in the box.', 4],
  ['Glass shade arrived broken, no padding in the box.', 4],
  ['Shade cracked, box without any padding.', 3],
];
const chat: Sentences = [
  ['The agent knew which bulb fits and explained the dimmer.', 4],
  ['Agent explained the dimmer, very patient.', 4],
  ['Helpful agent, found the right bulb and dimmer for me.', 4],
  ['Had to tell the bot everything twice before an agent came.', 3],
  ['The bot did not understand, the agent did.', 3],
  ['Der Mensch im Chat hat den Dimmer gut erklärt.', 2],
];

const kinds = { praise, complaint, chat } as const;
const week = 7 * 86_400_000;

/**
 * What somebody writes, or nothing. Drawn from a source of its own, so that words change nothing of what
 * people do.
 *
 * @param end of the demo, epoch ms: in the last week glass breaks on its way
 */
export function wordsOf(
  kind: keyof typeof kinds,
  key: string,
  at: number,
  end = Infinity,
): { comment?: string } {
  const random = createRandom(seedOf(`${key}:said:${Math.round(at / 1_000)}`));
  if (!random.chance(kind === 'chat' ? 0.45 : 0.7)) return {};
  const isBroken = kind === 'complaint' && at > end - week && random.chance(0.6);
  return { comment: random.pick(isBroken ? lately : kinds[kind]) };
}
