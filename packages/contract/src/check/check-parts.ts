import type { ConsentReceipt } from '../consent.ts';
import type { TouchtrailEvent } from '../event.ts';
import { limits } from '../limits.ts';
import { parseTime } from '../time.ts';
import { consentRegimes, purposes, referrerTypes } from '../words.ts';

/** An object of parsed JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** Stands for a value that the schema refuses. */
export const refused = Symbol('refused');
export type Refused = typeof refused;

export const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const largestCount = 4_294_967_295;

export const isText = (value: unknown, longest: number): boolean =>
  value === undefined || (typeof value === 'string' && value.length <= longest);

export const isFilled = (value: unknown, longest: number): boolean =>
  value === undefined || (typeof value === 'string' && value.length > 0 && value.length <= longest);

/** A whole number of 32 bits. */
export const isCount = (value: unknown): boolean =>
  value === undefined ||
  (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= largestCount);

export const isBetween = (value: unknown, least: number, most: number): boolean =>
  value === undefined || (typeof value === 'number' && value >= least && value <= most);

const isFlag = (value: unknown): boolean => value === undefined || typeof value === 'boolean';

export const isOneOf = (value: unknown, words: ReadonlySet<unknown>): boolean =>
  value === undefined || words.has(value);

const uuid = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;

export const isUuid = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.length === 36 && uuid.test(value));

/** Epoch milliseconds of a time on the wire. */
export function timeOf(value: unknown): number | Refused {
  if (typeof value === 'number') return parseTime(value) ?? refused;
  return typeof value === 'string' && value.length <= 40 ? (parseTime(value) ?? refused) : refused;
}

type Part<Key extends keyof TouchtrailEvent> = NonNullable<TouchtrailEvent[Key]>;

const referrerWords: ReadonlySet<unknown> = new Set(referrerTypes);

export function pageOf(raw: unknown): Part<'page'> | Refused {
  if (!isFields(raw)) return refused;
  const { url, path, title, referrer, referrerType } = raw;
  return isText(url, limits.urlLength) &&
    isText(path, limits.urlLength) &&
    isText(title, limits.textLength) &&
    isText(referrer, limits.urlLength) &&
    isOneOf(referrerType, referrerWords)
    ? ({ url, path, title, referrer, referrerType } as Part<'page'>)
    : refused;
}

export function campaignOf(raw: unknown): Part<'campaign'> | Refused {
  if (!isFields(raw)) return refused;
  const { source, medium, name, term, content, clickIdType, clickId } = raw;
  return isText(source, limits.textLength) &&
    isText(medium, limits.textLength) &&
    isText(name, limits.textLength) &&
    isText(term, limits.textLength) &&
    isText(content, limits.textLength) &&
    isText(clickIdType, 50) &&
    isText(clickId, limits.textLength)
    ? ({ source, medium, name, term, content, clickIdType, clickId } as Part<'campaign'>)
    : refused;
}

export function deviceOf(raw: unknown): Part<'device'> | Refused {
  if (!isFields(raw)) return refused;
  const { width, height, language, utcOffset, timezone, saveData, app, signals, userAgent } = raw;
  return isCount(width) &&
    isCount(height) &&
    isText(language, 50) &&
    (utcOffset === undefined ||
      (Number.isInteger(utcOffset) && Math.abs(Number(utcOffset)) <= 1_440)) &&
    isText(timezone, 100) &&
    isFlag(saveData) &&
    isText(app, 50) &&
    isText(signals, 200) &&
    isText(userAgent, limits.urlLength)
    ? ({
        width,
        height,
        language,
        utcOffset,
        timezone,
        saveData,
        app,
        signals,
        userAgent,
      } as Part<'device'>)
    : refused;
}

export function experienceOf(raw: unknown): Part<'experience'> | Refused {
  if (!isFields(raw)) return refused;
  const { durationMs, engagedMs, scrollPercent, errors, rageClicks, deadClicks } = raw;
  const { lcpMs, inpMs, ttfbMs, fcpMs, cls } = raw;
  return isCount(durationMs) &&
    isCount(engagedMs) &&
    isBetween(scrollPercent, 0, 100) &&
    isCount(errors) &&
    isCount(rageClicks) &&
    isCount(deadClicks) &&
    isCount(lcpMs) &&
    isCount(inpMs) &&
    isCount(ttfbMs) &&
    isCount(fcpMs) &&
    isBetween(cls, 0, 1_000)
    ? ({
        durationMs,
        engagedMs,
        scrollPercent,
        errors,
        rageClicks,
        deadClicks,
        lcpMs,
        inpMs,
        ttfbMs,
        fcpMs,
        cls,
      } as Part<'experience'>)
    : refused;
}

const purposeWords: ReadonlySet<unknown> = new Set(purposes);
const regimeWords: ReadonlySet<unknown> = new Set(consentRegimes);
const sha256 = /^[0-9a-f]{64}$/;

export function receiptOf(raw: unknown): ConsentReceipt | Refused {
  if (!isFields(raw)) return refused;
  const { purposes: allowed, source, policyVersion, id, revision, regime, signalHash } = raw;
  const { signal } = raw;
  if (!Array.isArray(allowed) || allowed.length > purposes.length) return refused;
  for (const purpose of allowed) if (!purposeWords.has(purpose)) return refused;
  const decidedAt = timeOf(raw['decidedAt']);
  return decidedAt !== refused &&
    source !== undefined &&
    isFilled(source, 100) &&
    isText(policyVersion, 100) &&
    isText(id, 100) &&
    isText(revision, 100) &&
    isOneOf(regime, regimeWords) &&
    (signalHash === undefined || (typeof signalHash === 'string' && sha256.test(signalHash))) &&
    isText(signal, 8_000)
    ? ({
        purposes: allowed,
        source,
        policyVersion,
        decidedAt,
        id,
        revision,
        regime,
        signalHash,
        signal,
      } as ConsentReceipt)
    : refused;
}
