import type { SegmentCount } from '@touchtrail/contract';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError, postJson } from '../../app/api.ts';
import { noticeRefusal, role, site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Problem } from '../../ui/states.tsx';
import { ConditionLine, Suggestions } from './condition-line.tsx';
import { beginSegment, draft, draftRule, emptyCondition, linesOf, ruleOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { ruleText } from './rule-text.ts';
import { say } from './say.ts';
import { segmentPath } from './use-segments.ts';
import { SaveOrCancel } from '../../ui/save-or-cancel.tsx';
import type { SegmentHistory, Segments } from './use-segments.ts';

const change = (patch: Partial<Draft>): void => {
  if (draft.value) draft.value = { ...draft.value, ...patch };
};

/** Counts who the rule is true of, before it is saved. */
function TryIt({ now }: { now: Draft }) {
  const [state, setState] = useState<{ rule: string; answer?: SegmentCount; error?: ApiError }>();
  const [busy, setBusy] = useState(false);
  const written = draftRule(now);
  const rule = 'rule' in written ? JSON.stringify(written.rule) : '';
  const ask = async () => {
    if (!('rule' in written)) return;
    setBusy(true);
    try {
      const answer = await postJson('/api/segments/count', {
        site: site.value?.id,
        rule: written.rule,
      });
      setState({ rule, answer: answer as SegmentCount });
    } catch (error) {
      noticeRefusal(error);
      if (error instanceof ApiError) setState({ rule, error });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="try">
      <button
        type="button"
        class="button"
        disabled={busy || 'wrong' in written}
        onClick={() => void ask()}
      >
        {say(busy ? 'Counting…' : 'Count people')}
      </button>
      <div role="status">
        {'wrong' in written && (
          <p class="note">
            <bdi>{say('This is no JSON: {why}', { why: written.wrong })}</bdi>
          </p>
        )}
        {state?.answer && (
          <p>
            {say('{people} of {of} people are in it now.', {
              people: formatCount(state.answer.people),
              of: formatCount(state.answer.of),
            })}{' '}
            {state.rule !== rule && (
              <span class="muted">{say('The rule was changed since it was counted.')}</span>
            )}
          </p>
        )}
        {state?.error && <Problem error={state.error} />}
      </div>
    </div>
  );
}

function Lines({ now }: { now: Draft }) {
  const { conditions } = now;
  return (
    <>
      <label class="control">
        <span class="control-label">{say('Who is in it')}</span>
        <select
          value={now.join}
          onChange={(event) =>
            change({ join: event.currentTarget.value === 'any' ? 'any' : 'all' })
          }
        >
          <option value="all">{say('all of these hold')}</option>
          <option value="any">{say('any of these holds')}</option>
        </select>
      </label>
      <ol class="lines" aria-label={say('Conditions')}>
        {conditions.map((one, index) => (
          <ConditionLine
            key={index}
            one={one}
            number={index + 1}
            onChange={(patch) =>
              change({ conditions: conditions.with(index, { ...one, ...patch }) })
            }
            onRemove={
              conditions.length === 1
                ? undefined
                : () => change({ conditions: conditions.filter((_, at) => at !== index) })
            }
          />
        ))}
      </ol>
      <Suggestions />
      <p class="controls">
        <button
          type="button"
          class="button"
          disabled={conditions.length >= 40}
          onClick={() => change({ conditions: [...conditions, emptyCondition] })}
        >
          {say('Add a condition')}
        </button>
        <button
          type="button"
          class="button quiet-button"
          onClick={() => change({ text: JSON.stringify(ruleOf(now), null, 2) })}
        >
          {say('Write as text')}
        </button>
      </p>
    </>
  );
}

function Text({ now }: { now: Draft }) {
  const [stays, setStays] = useState(false);
  const back = () => {
    const written = draftRule(now);
    let lines: ReturnType<typeof linesOf>;
    try {
      lines =
        'rule' in written ? linesOf(written.rule as Parameters<typeof linesOf>[0]) : undefined;
    } catch {
      // JSON, but no rule.
      lines = undefined;
    }
    if (lines) change({ ...lines, text: null });
    else setStays(true);
  };
  return (
    <>
      <label class="field">
        {say('Rule (JSON)')}
        <textarea
          class="mono"
          rows={8}
          spellcheck={false}
          value={now.text ?? ''}
          onInput={(event) => {
            setStays(false);
            change({ text: event.currentTarget.value });
          }}
        />
      </label>
      <p class="controls">
        <button type="button" class="button quiet-button" onClick={back}>
          {say('Back to the form')}
        </button>
        {stays && (
          <span role="status">{say('The form cannot hold this rule: it stays as text.')}</span>
        )}
      </p>
    </>
  );
}

/** Two people wrote the same key: shows what is there, and keeps what was typed. */
function Conflict(props: { now: Draft; segments: Segments; onMine: () => void }) {
  const { now, segments, onMine } = props;
  const { conflict: theirs } = segments;
  if (theirs === undefined) return null;
  return (
    <div class="warning" role="alert">
      <p>
        <bdi>
          {theirs === null
            ? say('This segment was removed meanwhile. Saving makes it again.')
            : say(
                'There is a segment of this key already, version {version} by {who}: {rule}. What you wrote is still here.',
                { version: theirs.version, who: theirs.actor, rule: ruleText(theirs.rule) },
              )}
        </bdi>
      </p>
      <p>
        <button type="button" class="button small" onClick={onMine}>
          {say('Save mine over it')}
        </button>{' '}
        {theirs !== null && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              beginSegment(now.site, theirs);
              segments.forget();
            }}
          >
            {say('Take theirs')}
          </button>
        )}
      </p>
    </div>
  );
}

function Versions({ now }: { now: Draft }) {
  const { value } = useGet<SegmentHistory>(
    now.base === 0 ? null : segmentPath(now.key, '', `&v=${now.base}`),
  );
  const earlier = value?.versions.filter((one) => one.version !== now.base && !one.deleted) ?? [];
  if (earlier.length === 0) return null;
  return (
    <details>
      <summary>{say('Earlier versions')}</summary>
      <DataTable
        caption={say('Earlier versions')}
        rows={earlier}
        rowKey={(one) => String(one.version)}
        columns={[
          {
            label: say('Version'),
            cell: (one) =>
              say('version {version}, {when}, by {who}', {
                version: one.version,
                when: formatInstant(one.at, zone.value),
                who: one.actor,
              }),
          },
          { label: say('Who'), cell: (one) => <bdi class="rule">{ruleText(one.rule)}</bdi> },
          {
            label: say('Take into the form'),
            cell: (one) => (
              <button
                type="button"
                class="button small"
                aria-label={say('Take version {version} into the form', { version: one.version })}
                onClick={() => {
                  const { webhook, base } = now;
                  beginSegment(now.site, one);
                  // Its rule, name and words come back; the rest is as it is now.
                  change({ base, webhook });
                }}
              >
                {say('Take into the form')}
              </button>
            ),
          },
        ]}
      />
    </details>
  );
}

/** One segment, as a form. What is typed stays until it is saved or thrown away. */
export function Editor({ now, segments }: { now: Draft; segments: Segments }) {
  const first = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  const submit = async (over: boolean) => {
    if (await segments.save(now, over)) draft.value = null;
  };
  const mayWebhook = role.value === 'admin';
  return (
    <section class="sheet" aria-labelledby="segment-editor">
      <h2 id="segment-editor" ref={first} tabIndex={-1}>
        <bdi>{now.base === 0 ? say('New segment') : say('Change {key}', { key: now.key })}</bdi>
      </h2>
      <Conflict now={now} segments={segments} onMine={() => void submit(true)} />
      {segments.failed !== undefined && (
        <p class="warning" role="alert">
          <bdi>{segments.failed}</bdi>
        </p>
      )}
      <form
        class="sheet-body"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(false);
        }}
      >
        <div class="field-row">
          <label class="field">
            {say('Key')}
            <input
              type="text"
              required
              readOnly={now.base !== 0}
              maxLength={63}
              pattern="[a-z0-9][a-z0-9_.\-]*"
              title={say('small letters, digits, _ . -')}
              value={now.key}
              onInput={(event) => change({ key: event.currentTarget.value })}
            />
          </label>
          <label class="field">
            {say('Name')}
            <input
              type="text"
              maxLength={200}
              value={now.name}
              onInput={(event) => change({ name: event.currentTarget.value })}
            />
          </label>
        </div>
        <label class="field">
          {say('Who they are, in your words')}
          <textarea
            rows={2}
            maxLength={1_000}
            value={now.description}
            onInput={(event) => change({ description: event.currentTarget.value })}
          />
        </label>
        {now.text === null ? <Lines now={now} /> : <Text now={now} />}
        <TryIt now={now} />
        {mayWebhook ? (
          <label class="field">
            {say('Tell a webhook who enters and leaves')}
            <input
              type="url"
              maxLength={2_000}
              placeholder="https://crm.example.org/segments"
              value={now.webhook}
              onInput={(event) => change({ webhook: event.currentTarget.value })}
            />
          </label>
        ) : (
          <p class="quiet">
            {say('Only an admin may set a webhook: it tells others who is in a segment.')}
          </p>
        )}
        <p class="controls">
          <SaveOrCancel
            busy={segments.busy}
            onCancel={() => {
              draft.value = null;
              segments.forget();
            }}
          />
        </p>
      </form>
      <Versions now={now} />
    </section>
  );
}
