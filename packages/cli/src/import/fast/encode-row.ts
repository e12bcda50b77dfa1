import { eventTypes, limits } from '@touchtrail/contract';
import { referrerTypeOf } from '@touchtrail/enrich';
import { blocks } from '@touchtrail/store';
import type { ChannelReader } from '../channel-words.ts';
import type { ColumnPlan } from '../columns.ts';
import { pathOf } from '../csv-row.ts';
import type { RowIds } from '../row-ids.ts';
import type { Scrubber } from '../scrub.ts';
import type { BlockColumns } from './block-columns.ts';
import { cellMemo, textMemo } from './cell-memo.ts';
import { createContent } from './content.ts';
import { putContentId, putId } from './event-id.ts';
import type { FastPlan } from './fast-plan.ts';
import { createNamedIds } from './named-ids.ts';
import { createPropsJson } from './props-json.ts';
import { createTimeReader, readDecimal, readWhole } from './read-cells.ts';
import type { RowSplit } from './split-row.ts';
import { createWords } from './words.ts';

export interface RowEncoderOptions {
  plan: ColumnPlan;
  fast: FastPlan;
  columns: BlockColumns;
  site: string;
  receivedAt: number;
  /** Currency of the site, for values without one. */
  currency: string | undefined;
  /** Whether rows may name a person or an account. */
  mayName: boolean;
  scrubber: Pick<Scrubber, 'text' | 'path' | 'url'>;
  channelReader: ChannelReader;
  ids: RowIds;
  /** Whether an id of the sender came before; it is remembered. */
  cameBefore: (id: readonly number[]) => boolean;
  /** Whether somebody must not come in; absent while nobody is to be kept out. */
  keptOut: (ids: {
    anonymousId: string | undefined;
    userId: string | undefined;
    accountId: string | undefined;
  }) => boolean;
  /** Whether {@link RowEncoderOptions.keptOut} has to be asked. */
  anyKeptOut: () => boolean;
}

/** What became of a row: in the block, to be read the ordinary way, or a repetition of an id. */
type Encoded = 'in' | 'careful' | 'repeated';

export interface RowEncoder {
  /** @param number of the record in the file, from 1. */
  encode(bytes: Buffer, row: RowSplit, at: number, number: number): Encoded;
  /** Time of the last row that went in. */
  ts(): number;
  /** Whether the last row brought its own id. */
  bySender(): boolean;
}

const types: ReadonlySet<string> = new Set(eventTypes);
const yes = /^(1|true|yes|t|y)$/i;
const no = /^(0|false|no|f|n)$/i;
const accountPrefix = Buffer.from('account:');
const { newWord, textPiece } = blocks;
const nothing = textPiece('');
const noBytes = Buffer.alloc(0);

function put(column: blocks.WordColumn, at: number, word: blocks.Word | undefined): void {
  if (word) column.set(at, word);
  else column.empty(at);
}

/** A cell as it is; nothing for a column that is not there. */
function set(column: BlockColumns['user'], row: RowSplit, cell: number): void {
  if (cell < 0) column.empty();
  else column.set(row.view, row.starts[cell] as number, row.ends[cell] as number);
}

const bytesOf = (work: (text: string) => string, most: number) =>
  textMemo((text) => (text.length <= most ? textPiece(work(text)) : undefined));

/**
 * Reads plain rows of CSV straight into columns. What it does is what the ordinary reader does with the
 * same row, held by a test over made-up files; of what it is not sure about it says `careful` and has
 * changed nothing.
 */
export function createRowEncoder(options: RowEncoderOptions): RowEncoder {
  const { columns, scrubber, site, receivedAt, fast, channelReader } = options;
  const { steps, props } = fast;
  const { text: clean } = scrubber;
  const readTime = createTimeReader();
  const content = createContent(options.plan, site);
  const latest = receivedAt + limits.maxFutureMs;

  const word = (most: number) => {
    const words = createWords();
    return textMemo((text) => (text.length <= most ? words(clean(text)) : undefined));
  };

  const rawWords = createWords();
  const typeWord = textMemo((text) => (types.has(text) ? rawWords(text) : undefined));
  const conversion = textMemo((text) => (yes.test(text) ? 1 : no.test(text) ? 0 : undefined));
  const currencyWords = createWords();
  const currencyWord = textMemo((text) => {
    const code = text.trim().toUpperCase();
    return /^[A-Z]{3}$/.test(code) ? currencyWords(code) : undefined;
  });
  const touchpointWord = word(limits.touchpointLength);
  // A name is missing more often than not: the touchpoint gives it.
  const nameWords = createWords();
  const nameWord = textMemo((text) =>
    text.length <= limits.nameLength ? nameWords(clean(text)) : undefined,
  );
  const sourceWord = word(limits.textLength);
  const mediumWord = word(limits.textLength);
  const campaignWord = word(limits.textLength);
  const termBytes = bytesOf(clean, limits.textLength);
  const contentBytes = bytesOf(clean, limits.textLength);
  const titleBytes = bytesOf(clean, limits.textLength);
  const commentBytes = bytesOf(clean, limits.commentLength);
  const pathBytes = bytesOf((text) => scrubber.path(text), limits.urlLength);
  const address = textMemo((text) => {
    if (text.length > limits.urlLength) return undefined;
    const path = pathOf(text);
    const url = scrubber.url(text);
    const pathClean = path === undefined ? nothing : textPiece(scrubber.path(path));
    return { url, piece: textPiece(url), path: pathClean };
  });
  const referrerOf = textMemo((text) => {
    const url = text.length <= limits.urlLength ? scrubber.url(text) : undefined;
    return url === undefined ? undefined : { url, piece: textPiece(url) };
  });
  const referrerWords = createWords();
  const channelWords = createWords();
  const channelOf = textMemo((text) => {
    const { channel, word: foreign } = channelReader.peek(text);
    if (text.length > limits.propsStringLength) return undefined;
    const prop = foreign === undefined ? noBytes : Buffer.from(JSON.stringify(clean(foreign)));
    return { text, word: channelWords(channel), foreign: foreign !== undefined, prop };
  });
  const channelKey = Buffer.from(`${JSON.stringify(clean('channel'))}:`);
  const propKeys = props.map((name) => Buffer.from(`${JSON.stringify(name)}:`));
  const propValue = props.map(() =>
    textMemo((text) =>
      text.length <= limits.propsStringLength
        ? Buffer.from(JSON.stringify(clean(text)))
        : undefined,
    ),
  );
  const named = createNamedIds(site);
  const session = cellMemo(named.visit);

  const plain = {
    touch: rawWords('touch'),
    conversion: rawWords('conversion'),
  };
  const base = options.currency ?? '';
  const baseWord = currencyWords(base);
  const ratesWord = newWord(base);
  const statedWord = newWord('channel');

  const json = createPropsJson();
  let lastTs = 0;
  let lastBySender = false;

  function encode(b: Buffer, row: RowSplit, at: number, number: number): Encoded {
    const { starts, ends, wide, view } = row;
    if (row.cells !== steps.length) return 'careful';
    json.begin();
    let ts = -1;
    let seq = number % 4_294_967_296;
    let isConversion = 0;
    let type = plain.touch;
    let user = -1;
    let anonymous = -1;
    let account = -1;
    let senderCell = -1;
    let placeCell = -1;
    let value = -1;
    let rating = -1;
    let name;
    let touchpoint;
    let channel;
    let page;
    let referrer;
    let currency;
    let source;
    let medium;
    let campaign;
    let path = nothing;
    let hasPath = false;
    let title = nothing;
    let comment = nothing;
    let term = nothing;
    let said = nothing;
    let visit = nothing;

    for (let cell = 0; cell < steps.length; cell++) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === end) continue;
      switch (steps[cell]) {
        case 'at':
          ts = readTime(b, start, end);
          if (ts < 0 || ts > latest) return 'careful';
          break;
        case 'id':
          if (end - start > limits.idLength || wide[cell]) return 'careful';
          senderCell = cell;
          break;
        case 'seq':
          seq = readWhole(b, start, end, 4_294_967_295);
          if (seq < 0) return 'careful';
          break;
        case 'sessionId':
          visit = session(b, view, start, end);
          break;
        case 'userId':
        case 'anonymousId':
        case 'accountId':
          if (end - start > limits.idLength || wide[cell]) return 'careful';
          if (steps[cell] === 'userId') user = cell;
          else if (steps[cell] === 'anonymousId') anonymous = cell;
          else account = cell;
          break;
        case 'channel':
          channel = channelOf(b, view, start, end);
          if (!channel) return 'careful';
          if (channel.foreign) json.add(channelKey, channel.prop);
          break;
        case 'touchpoint':
          touchpoint = touchpointWord(b, view, start, end);
          if (!touchpoint) return 'careful';
          placeCell = cell;
          break;
        case 'name':
          name = nameWord(b, view, start, end);
          if (!name) return 'careful';
          break;
        case 'type': {
          const stated = typeWord(b, view, start, end);
          if (!stated) return 'careful';
          type = stated;
          break;
        }
        case 'isConversion': {
          const is = conversion(b, view, start, end);
          if (is === undefined) return 'careful';
          isConversion = is;
          break;
        }
        case 'value':
          value = readDecimal(b, start, end);
          if (value < 0) return 'careful';
          break;
        case 'currency':
          currency = currencyWord(b, view, start, end);
          if (!currency) return 'careful';
          break;
        case 'rating':
          rating = readDecimal(b, start, end);
          if (rating < 0 || rating > 10_000_000) return 'careful';
          break;
        case 'comment':
          comment = commentBytes(b, view, start, end) ?? nothing;
          if (comment === nothing) return 'careful';
          break;
        case 'page.url':
          page = address(b, view, start, end);
          if (!page) return 'careful';
          break;
        case 'page.path':
          path = pathBytes(b, view, start, end) ?? nothing;
          if (path === nothing) return 'careful';
          hasPath = true;
          break;
        case 'page.title':
          title = titleBytes(b, view, start, end) ?? nothing;
          if (title === nothing) return 'careful';
          break;
        case 'page.referrer':
          referrer = referrerOf(b, view, start, end);
          if (!referrer) return 'careful';
          break;
        case 'campaign.source':
        case 'campaign.medium':
        case 'campaign.name': {
          const step = steps[cell];
          const read =
            step === 'campaign.source'
              ? sourceWord
              : step === 'campaign.medium'
                ? mediumWord
                : campaignWord;
          const found = read(b, view, start, end);
          if (!found) return 'careful';
          if (step === 'campaign.source') source = found;
          else if (step === 'campaign.medium') medium = found;
          else campaign = found;
          break;
        }
        case 'campaign.term':
          term = termBytes(b, view, start, end) ?? nothing;
          if (term === nothing) return 'careful';
          break;
        case 'campaign.content':
          said = contentBytes(b, view, start, end) ?? nothing;
          if (said === nothing) return 'careful';
          break;
        case 'prop': {
          const text = propValue[cell]?.(b, view, start, end);
          if (!text) return 'careful';
          json.add(propKeys[cell] ?? noBytes, text);
          break;
        }
        case 'nothing':
          break;
        default:
          return 'careful';
      }
    }
    if (!name && placeCell >= 0) {
      name = nameWord(b, view, starts[placeCell] as number, ends[placeCell] as number);
    }
    if (ts < 0 || !name || (user < 0 && anonymous < 0 && account < 0)) return 'careful';
    if (!options.mayName && (user >= 0 || account >= 0)) return 'careful';
    if (value >= 0 && !currency && base !== '') currency = baseWord;
    const hasBase = value > 0 && currency !== undefined;
    if (hasBase && currency !== baseWord) return 'careful';
    if (options.anyKeptOut()) {
      const idOf = (cell: number) =>
        cell < 0 ? undefined : b.toString('latin1', starts[cell], ends[cell]);
      const ids = { anonymousId: idOf(anonymous), userId: idOf(user), accountId: idOf(account) };
      if (options.keptOut(ids)) return 'careful';
    }

    let id;
    if (senderCell >= 0) {
      id = named.event(b, starts[senderCell] as number, ends[senderCell] as number);
      if (options.cameBefore(id)) return 'repeated';
    } else {
      const lanes = content(b, row);
      if (!lanes) return 'careful';
      id = options.ids.nextOf(lanes);
    }
    // From here on nothing fails.
    if (channel?.foreign) channelReader.read(channel.text);
    lastTs = ts;
    lastBySender = senderCell >= 0;
    if (lastBySender) putId(columns.id.values, at, id);
    else putContentId(columns.id.values, at, id);
    columns.ts.set(at, ts);
    columns.seq.values[at] = seq;
    columns.type.set(at, isConversion === 1 ? plain.conversion : type);
    columns.name.set(at, name);
    put(columns.touchpoint, at, touchpoint);
    put(columns.channel, at, channel?.word);
    put(columns.stated, at, channel && statedWord);
    put(columns.source, at, source);
    put(columns.medium, at, medium);
    put(columns.campaign, at, campaign);
    const subject = user >= 0 ? user : anonymous;
    if (subject >= 0) set(columns.subject, row, subject);
    else {
      const who = b.subarray(starts[account], ends[account]);
      columns.subject.put(textPiece(Buffer.concat([accountPrefix, who])));
    }
    set(columns.user, row, user);
    set(columns.anonymous, row, anonymous);
    set(columns.account, row, account);
    columns.session.put(visit);
    columns.url.put(page?.piece ?? nothing);
    columns.path.put(hasPath ? path : (page?.path ?? nothing));
    columns.title.put(title);
    columns.referrer.put(referrer?.piece ?? nothing);
    const kind =
      referrer && referrerTypeOf({ referrer: referrer.url, ...(page && { url: page.url }) });
    put(columns.referrerType, at, kind && referrerWords(kind));
    columns.term.put(term);
    columns.content.put(said);
    columns.comment.put(comment);
    columns.value.set(at, value < 0 ? 0 : value);
    put(columns.currency, at, currency);
    put(columns.ratesVersion, at, hasBase ? ratesWord : undefined);
    if (hasBase) columns.valueBase.set(at, value);
    else columns.valueBase.empty(at);
    if (rating < 0) columns.rating.empty(at);
    else columns.rating.set(at, rating / 10_000);
    columns.props.set(json.view(), 0, json.end());
    return 'in';
  }

  return { encode, ts: () => lastTs, bySender: () => lastBySender };
}
