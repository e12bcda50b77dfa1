import { answeredBadly } from '@touchtrail/store';
import { postSigned } from './post-signed.ts';
import type { SignedPost } from './post-signed.ts';

/**
 * Tells a webhook something once.
 *
 * @returns null when it was taken (2xx), else why not: nothing about people
 */
export async function postOnce(post: SignedPost): Promise<string | null> {
  try {
    const status = await postSigned(post);
    return status >= 200 && status < 300 ? null : answeredBadly(status);
  } catch (failure) {
    return failure instanceof Error ? failure.message : 'It did not answer.';
  }
}
