import { formatBehind } from '@touchtrail/contract/view';
import type { Behind } from '@touchtrail/contract/view';
import { view } from '../app/state.ts';
import { words } from '../words/words.ts';
import { Link } from './link.tsx';

const say = words({ '{figure}: list who is behind it': '{figure}: auflisten, wer dahinter steht' });

/** Whether these are the journeys that are listed. */
export const isListed = (of: Behind): boolean =>
  view.value.behind !== null && formatBehind(view.value.behind) === formatBehind(of);

/** A figure that lists the journeys behind it; plain text where a link cannot say which. */
export function BehindLink({ of, children }: { of: Behind | null; children: string }) {
  if (of === null || formatBehind(of) === null) return <>{children}</>;
  return (
    <Link
      to={{ behind: of }}
      class="behind"
      current={isListed(of)}
      label={say('{figure}: list who is behind it', { figure: children })}
    >
      {children}
    </Link>
  );
}
