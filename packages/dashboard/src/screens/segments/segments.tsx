import type { Segment, SegmentCount } from '@touchtrail/contract';
import { role, site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { LastDone } from '../../ui/last-done.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { beginSegment, draft } from './draft.ts';
import { Editor } from './editor.tsx';
import { ruleText } from './rule-text.ts';
import { say } from './say.ts';
import { segmentPath, useSegments } from './use-segments.ts';
import type { Segments as Store } from './use-segments.ts';

function Count({ segment }: { segment: Segment }) {
  const { value, error } = useGet<SegmentCount>(
    segmentPath(segment.key, '/count', `&v=${segment.version}`),
  );
  if (error) return <bdi>{say('not counted: {why}', { why: error.message })}</bdi>;
  if (!value) return <span class="muted">{say('counting…')}</span>;
  return (
    <>{say('{people} of {of}', { people: formatCount(value.people), of: formatCount(value.of) })}</>
  );
}

function Tools({ segment, store }: { segment: Segment; store: Store }) {
  const { key } = segment;
  return (
    <span class="row-tools no-print">
      <Link
        class="button small"
        to={{ screen: 'overview', segment: [{ saved: key }] }}
        label={say('Ask with it: {key}', { key })}
      >
        {say('Ask with it')}
      </Link>
      {role.value !== 'viewer' && (
        <button
          type="button"
          class="button small"
          aria-label={say('Change segment {key}', { key })}
          onClick={() => {
            store.forget();
            beginSegment(segment.site, segment);
          }}
        >
          {say('Change')}
        </button>
      )}
      {role.value === 'admin' && (
        <>
          <a
            class="button small"
            href={segmentPath(key, '/members', '&format=csv')}
            download=""
            aria-label={say('Members of {key} as CSV', { key })}
          >
            {say('Members (CSV)')}
          </a>
          <button
            type="button"
            class="button small"
            aria-label={say('Remove segment {key}', { key })}
            disabled={store.busy}
            onClick={() => void store.remove(segment)}
          >
            {say('Remove')}
          </button>
        </>
      )}
    </span>
  );
}

/** What was done last and how to take it back, or why it was not done. */
function Said({ store }: { store: Store }) {
  const { done, failed } = store;
  return (
    <LastDone done={done} failed={draft.value ? undefined : failed}>
      {done?.secret !== undefined && (
        <p>
          <code>
            {say('Secret of the webhook, shown this once: {secret}', { secret: done.secret })}
          </code>{' '}
          <CopyButton text={done.secret} label={say('Copy the secret')} />
        </p>
      )}
    </LastDone>
  );
}

/** Saved conditions on people: who they are, how many, and asking reports with them. */
export function Segments() {
  const store = useSegments();
  const { value, error, again } = store.got;
  const may = role.value !== 'viewer';
  // What was begun on another site waits there.
  const now = draft.value?.site === site.value?.id ? draft.value : null;
  return (
    <>
      <h1>{screenTitle('segments')}</h1>
      <div class="controls no-print">
        {may && (
          <button
            type="button"
            class="button primary"
            onClick={() => {
              store.forget();
              beginSegment(site.value?.id ?? '');
            }}
          >
            {say('New segment')}
          </button>
        )}
        {role.value !== 'admin' && (
          <span class="quiet">
            {may
              ? say('Removing, members and webhooks need the role admin.')
              : say(
                  'Your role may look and count. Saving needs the role analyst, removing and members the role admin.',
                )}
          </span>
        )}
        <Said store={store} />
      </div>
      {now && <Editor key={now.base === 0 ? '' : now.key} now={now} segments={store} />}
      {error && <Problem error={error} retry={again} />}
      {!value && !error && <div class="skeleton" style={{ minHeight: '120px' }} aria-busy="true" />}
      {value?.length === 0 && (
        <Empty title={say('No segment is saved for this site.')}>
          <p>{say('A segment is a condition on people that every report can be asked with.')}</p>
        </Empty>
      )}
      {value && value.length > 0 && (
        <DataTable
          caption={say('Segments')}
          rows={value}
          limit={25}
          rowKey={({ key }) => key}
          columns={[
            {
              label: say('Segment'),
              cell: ({ key, name, description }) => (
                <>
                  <Name>{`@${key}`}</Name> <bdi class="muted rule">{name}</bdi>
                  {description !== '' && (
                    <div class="rule">
                      ✎ <bdi>{description}</bdi>
                    </div>
                  )}
                </>
              ),
            },
            {
              label: common('People'),
              numeric: true,
              cell: (segment) => <Count segment={segment} />,
            },
            { label: say('Who'), cell: ({ rule }) => <bdi class="rule">{ruleText(rule)}</bdi> },
            {
              label: say('Webhook'),
              minor: true,
              cell: ({ webhook }) =>
                webhook ? <Name>{webhook.url}</Name> : <span class="muted">{common('none')}</span>,
            },
            {
              label: say('Saved'),
              minor: true,
              cell: ({ version, at, actor }) => (
                <bdi class="muted rule">
                  {say('version {version}, {when}, by {who}', {
                    version,
                    when: formatInstant(at, zone.value),
                    who: actor,
                  })}
                </bdi>
              ),
            },
            { label: say('Change'), cell: (segment) => <Tools segment={segment} store={store} /> },
          ]}
        />
      )}
    </>
  );
}
