import type { Profile } from '@touchtrail/contract';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError, getJson, postJson } from '../../app/api.ts';
import { noticeRefusal, role, site } from '../../app/state.ts';
import { Figure } from '../../ui/figure.tsx';
import { Problem } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { say } from './say.ts';

interface ErasureState {
  id: string;
  state: 'running' | 'done' | 'failed';
  step: string;
  error: string;
}

const lookMs = 1_500;

/** Follows an erasure until it ends. */
function useErasure(id: string | undefined): ErasureState | undefined {
  const [now, setNow] = useState<ErasureState>();
  useEffect(() => {
    if (id === undefined) return undefined;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const answer = await getJson(`/api/privacy/requests/${id}`, abort.signal);
        setNow(answer as ErasureState);
        if ((answer as ErasureState).state !== 'running') return;
      } catch (error) {
        noticeRefusal(error);
        if (abort.signal.aborted) return;
      }
      timer = setTimeout(() => void look(), lookMs);
    };
    void look();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id]);
  return now;
}

function Erase(props: { id: string; ask: () => void; busy: boolean }) {
  const [typed, setTyped] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const isOpen = typed !== undefined;
  useLayoutEffect(() => input.current?.focus(), [isOpen]);
  if (typed === undefined) {
    return (
      <button type="button" class="button" onClick={() => setTyped('')}>
        {say('Erase for good')}…
      </button>
    );
  }
  return (
    <form
      class="confirm"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === props.id) props.ask();
      }}
    >
      <label>
        <bdi>{say('Type {id} to erase this person. There is no way back.', { id: props.id })}</bdi>
        <input
          ref={input}
          type="text"
          value={typed}
          autocomplete="off"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button danger" disabled={typed !== props.id || props.busy}>
        {say('Erase for good')}
      </button>
      <button type="button" class="button quiet-button" onClick={() => setTyped(undefined)}>
        {common('Cancel')}
      </button>
    </form>
  );
}

/** Export, restriction and erasure of one person. Says what was done only when the service did it. */
export function Rights(props: { id: string; state: Profile['state']; onDone: () => void }) {
  const { id, onDone } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [done, setDone] = useState<string>();
  const [request, setRequest] = useState<string>();
  const erasure = useErasure(request);
  const siteId = site.value?.id ?? '';
  const base = `/api/people/${encodeURIComponent(id)}`;
  const ask = async (what: string): Promise<unknown> => {
    setBusy(true);
    setError(undefined);
    try {
      return await postJson(`${base}/${what}`, { site: siteId });
    } catch (thrown) {
      noticeRefusal(thrown);
      if (thrown instanceof ApiError) setError(thrown);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const restrict = async (what: 'restrict' | 'unrestrict') => {
    if ((await ask(what)) === undefined) return;
    setDone(
      what === 'restrict'
        ? say(
            'Restricted: new events are refused and reports leave this person out until it is ended.',
          )
        : say('The restriction has ended.'),
    );
    onDone();
  };
  if (role.value !== 'admin') {
    return <p class="quiet">{say('Only an admin may export, restrict or erase.')}</p>;
  }
  return (
    <Figure
      title={say('Rights of this person')}
      chart={
        <>
          <div class="controls no-print">
            {props.state !== 'erased' && (
              <a
                class="button"
                href={`${base}/export?site=${encodeURIComponent(siteId)}`}
                download=""
              >
                {say('Export everything')}
              </a>
            )}
            {props.state === 'as usual' && (
              <button
                type="button"
                class="button"
                disabled={busy}
                onClick={() => void restrict('restrict')}
              >
                {say('Restrict')}
              </button>
            )}
            {props.state === 'restricted' && (
              <button
                type="button"
                class="button"
                disabled={busy}
                onClick={() => void restrict('unrestrict')}
              >
                {say('End the restriction')}
              </button>
            )}
            {props.state !== 'erased' && request === undefined && (
              <Erase
                id={id}
                busy={busy}
                ask={() => {
                  void (async () => {
                    const answer = (await ask('erase')) as ErasureState | undefined;
                    if (!answer) return;
                    setRequest(answer.id);
                    onDone();
                  })();
                }}
              />
            )}
          </div>
          <div role="status">
            {done !== undefined && <p>{done}</p>}
            {erasure?.state === 'running' && (
              <p>
                {say('Erasure is running: {step}', { step: erasure.step })}
                {erasure.error !== '' && ` (${erasure.error})`}
              </p>
            )}
            {erasure?.state === 'done' && (
              <p>{say('Erased. Request {id} has the proof.', { id: erasure.id })}</p>
            )}
            {erasure?.state === 'failed' && <p class="problem-title">{erasure.error}</p>}
          </div>
          {error && <Problem error={error} />}
        </>
      }
    />
  );
}
