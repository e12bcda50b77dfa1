import type { EventFields } from './event-fields.ts';
import type { ConversionOptions, FeedbackOptions, Props } from './types.ts';

/** An event's fields, some of them possibly absent. */
export type Fields = Loose<EventFields>;

/** The same fields, some of them possibly absent: JSON leaves them out. */
export type Loose<T> = { [K in keyof T]?: T[K] | undefined };

/** A text cut to what the wire takes; `undefined` when there is none. */
export const text = (value: unknown, length: number): string | undefined =>
  String(value ?? '').slice(0, length) || undefined;

const within = (value: number | undefined, least: number, most: number) =>
  value! >= least && value! <= most ? value : undefined;

/** Keeps what the wire takes of free attributes: flat, 64 keys, texts of 1,000 characters. */
export const cleanProps = (props: Props | undefined): Props | undefined =>
  props &&
  Object.fromEntries(
    Object.entries(props)
      .slice(0, 64)
      .map(([key, value]) => [
        key.slice(0, 100),
        // JSON leaves out what is undefined, and a number that it does not know becomes null there.
        value === null || /ea|[rd]$/.test(typeof value) ? value : String(value).slice(0, 1_000),
      ]),
  );

/**
 * Fields of an event from what a caller handed in, cut to the limits of the wire: a text too long
 * must not cost the event.
 */
export const fieldsOf = (
  name: string,
  options: Loose<ConversionOptions & FeedbackOptions> = {},
): Fields => ({
  name: text(name, 200) ?? 'unnamed',
  touchpoint: text(options.touchpoint, 200),
  channel: options.channel,
  value: within(options.value, 0, 99e12),
  currency: /^[A-Z]{3}$/.exec(options.currency!)?.[0],
  rating: within(options.rating, -1_000, 1_000),
  ratingScale: options.scale,
  comment: text(options.comment, 2_000),
  props: cleanProps(options.props),
});
