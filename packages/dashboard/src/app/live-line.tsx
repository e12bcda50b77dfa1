import { useEffect, useState } from 'preact/hooks';
import { formatAgo } from '../format/times.ts';
import { Link } from '../ui/link.tsx';
import { Touchpoint } from '../ui/name.tsx';
import { words } from '../words/words.ts';
import { liveStatus, liveTouches } from './live.ts';

const say = words({
  'reconnecting…': 'verbindet neu …',
  'no touch yet': 'noch kein Kontakt',
});

/** The last touch, and that the line is open. It pulses when one arrives. */
export function LiveLine() {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  const last = liveTouches.value[0];
  const status = liveStatus.value;
  return (
    <Link to={{ screen: 'live' }} class="live-line">
      <span key={last?.id} class={`pulse ${status}`} aria-hidden="true" />
      {last ? (
        <>
          <span class="live-what">
            <Touchpoint of={last.touchpoint} />
          </span>
          <span class="live-when">{formatAgo(last.at, Math.max(now, last.at))}</span>
        </>
      ) : (
        <span class="live-what">
          {say(status === 'retrying' ? 'reconnecting…' : 'no touch yet')}
        </span>
      )}
    </Link>
  );
}
