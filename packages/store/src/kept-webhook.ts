import { randomBytes } from 'node:crypto';
import { signingKeyOf } from './keys.ts';

/** A webhook as rows keep it. */
interface KeptWebhook {
  webhook: { url: string } | null;
  /** What deliveries are signed with: SHA-256 of the secret, hex; empty without a webhook. */
  signingKey: string;
}

/** A webhook as it stands in a column; empty: none. */
export const writtenWebhook = ({ webhook, signingKey }: KeptWebhook): string =>
  webhook ? JSON.stringify({ url: webhook.url, signingKey }) : '';

/** What {@link writtenWebhook} wrote. */
export function readWebhook(written: string): KeptWebhook {
  if (written === '') return { webhook: null, signingKey: '' };
  const { url, signingKey } = JSON.parse(written) as { url: string; signingKey: string };
  return { webhook: { url }, signingKey };
}

/**
 * The webhook after a change: undefined leaves it as it was, null takes it away. One that is moved keeps
 * its secret; one that was not there gets a new one.
 *
 * @returns with `secret` when it is new: the one time it is seen
 */
export function changedWebhook(
  before: KeptWebhook | undefined,
  wanted: { url: string } | null | undefined,
): { kept: KeptWebhook; secret?: string } {
  const webhook = wanted === undefined ? (before?.webhook ?? null) : wanted;
  if (!webhook) return { kept: { webhook, signingKey: '' } };
  if (before?.webhook) return { kept: { webhook, signingKey: before.signingKey } };
  const secret = `whs_${randomBytes(32).toString('base64url')}`;
  return { kept: { webhook, signingKey: signingKeyOf(secret) }, secret };
}
