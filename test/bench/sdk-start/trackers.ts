import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A tracker as a page carries it. */
export interface Tracker {
  name: string;
  /** Files of scripts in the order of their tags, none for the empty page. */
  scripts: string[];
  /** Attributes of the first tag. */
  attributes: Record<string, string>;
  /** Path of the first script, where a tracker insists on one. */
  path?: string;
  /** Inline scripts around the tags. */
  before?: string;
  after?: string;
}

/**
 * What a folder of peers says of them in its `peers.json`. `{{collector}}` stands for the stand-in's
 * origin, in answers `{{collectorHost}}` for its host and port.
 */
interface PeerFile {
  peers: (Partial<Omit<Tracker, 'scripts'>> & { name: string; file: string })[];
  /** Bodies of answers by a part of the path, for trackers that need a certain one. */
  answers?: Record<string, unknown>;
}

const dist = path.resolve(import.meta.dirname, '../../../../packages/sdk/dist');

/** Our script builds, each with consent given before and with consent asked for. */
function ours(): Tracker[] {
  const before = readFileSync(path.join(dist, 'stub.js'), 'utf8').trim();
  return ['t.core.js', 't.js'].flatMap((file) =>
    ['granted', 'pending'].map((consent) => ({
      name: `${file}, ${consent}`,
      scripts: [path.join(dist, file)],
      attributes: {
        'data-site': 'wk_bench',
        'data-endpoint': '{{collector}}/v1/events',
        'data-consent': consent,
      },
      before,
    })),
  );
}

/**
 * The empty page, our builds, and the peers of a folder.
 *
 * @param folder with `peers.json` and the scripts it names; none: no peers.
 */
export function trackers(folder: string | undefined): {
  list: Tracker[];
  answers: Record<string, unknown>;
} {
  const empty: Tracker = { name: 'empty page', scripts: [], attributes: {}, before: 'self.x = 1' };
  const own = [empty, ...ours()];
  if (folder === undefined) return { list: own, answers: {} };
  const { peers, answers = {} } = JSON.parse(
    readFileSync(path.join(folder, 'peers.json'), 'utf8'),
  ) as PeerFile;
  const others = peers.map(({ file, attributes = {}, ...rest }) => ({
    ...rest,
    attributes,
    scripts: [path.resolve(folder, file)],
  }));
  return { list: [...own, ...others], answers };
}
