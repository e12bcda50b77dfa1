import { isAnalog } from '@touchtrail/contract';
import type { Purpose, TouchtrailEvent } from '@touchtrail/contract';
import type { Policy } from './policy.ts';

/** An event on its way through the gate; what is undefined is not stored. */
export type Draft = { -readonly [Key in keyof TouchtrailEvent]: TouchtrailEvent[Key] | undefined };

/** Props that repeat what a person wrote, of events that are about writing. */
const writtenProps = ['text', 'message', 'comment', 'transcript', 'term', 'query'] as const;
const aboutWriting = /^(chat|search|feedback|form)\b/;

/** What is taken away of an event, and for the lack of which purpose. */
export type Stripped = string[];

function withoutWords(draft: Draft, stripped: Stripped): void {
  if (draft.comment !== undefined) {
    draft.comment = undefined;
    stripped.push('comment:content');
  }
  const { props } = draft;
  if (!props || !(draft.channel === 'chat' || aboutWriting.test(draft.name ?? ''))) return;
  const written = writtenProps.filter((key) => Object.hasOwn(props, key));
  if (written.length === 0) return;
  const rest = { ...props };
  for (const key of written) {
    delete rest[key];
    stripped.push(`props.${key}:content`);
  }
  draft.props = rest;
}

/**
 * Takes away what the purposes do not cover: who it was without `identification`, who it was at an
 * analog touch without `offline_join`, the click id without `sharing`, words without `content`.
 *
 * Ids of the device stay without `storage`: the browser makes one for each page then.
 */
export function stripUncovered(
  draft: Draft,
  purposes: readonly Purpose[],
  policy: Pick<Policy, 'content'>,
  stripped: Stripped,
): void {
  const unnamed = !purposes.includes('identification')
    ? 'identification'
    : isAnalog(draft.channel ?? '') && !purposes.includes('offline_join')
      ? 'offline_join'
      : undefined;
  if (unnamed !== undefined) {
    for (const field of ['userId', 'accountId'] as const) {
      if (draft[field] === undefined) continue;
      draft[field] = undefined;
      stripped.push(`${field}:${unnamed}`);
    }
  }
  if (draft.campaign?.clickId !== undefined && !purposes.includes('sharing')) {
    const { clickId: _withheld, ...campaign } = draft.campaign;
    draft.campaign = campaign;
    stripped.push('campaign.clickId:sharing');
  }
  if (!policy.content || !purposes.includes('content')) withoutWords(draft, stripped);
}
