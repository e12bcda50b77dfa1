import { eventTypes, limits } from '@touchtrail/contract';
import { referrerTypeOf } from '@touchtrail/enrich';
import { blocks } from '@touchtrail/store';
import { sessionUuid } from '../session-ids.ts';
import type { ChannelReader } from '../channel-words.ts';
import type { ColumnPlan } from '../columns.ts';
import { pathOf } from '../csv-row.ts';
import type { RowIds } from '../row-ids.ts';
import type { Scrubber } from '../scrub.ts';
import type { BlockColumns } from './block-columns.ts';
import { cellMemo } from './cell-memo.ts';
import { createContent } from './content.ts';
import { putId, senderId, versioned } from './event-id.ts';
import type { FastPlan } from './fast-plan.ts';
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
const nothing = Buffer.alloc(0);
const { newWord } = blocks;

function put(column: blocks.WordColumn, at: number, word: blocks.Word | undefined): void {
  if (word) column.set(at, word);
  else column.empty(at);
}

const bytesOf = (work: (text: string) => string, most: number) =>
  cellMemo((text) => (text.length <= most ? Buffer.from(work(text)) : undefined));

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
    return cellMemo((text) => (text.length <= most ? words(clean(text)) : undefined));
  };

  const rawWords = createWords();
  const typeWord = cellMemo((text) => (types.has(text) ? rawWords(text) : undefined));
  const conversion = cellMemo((text) => (yes.test(text) ? 1 : no.test(text) ? 0 : undefined));
  const currencyWords = createWords();
  const currencyWord = cellMemo((text) => {
    const code = text.trim().toUpperCase();
    return /^[A-Z]{3}$/.test(code) ? currencyWords(code) : undefined;
  });
  const touchpointWord = word(limits.touchpointLength);
  // A name is missing more often than not: the touchpoint gives it.
  const nameWords = createWords();
  const nameWord = cellMemo((text) =>
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
  const address = cellMemo((text) => {
    if (text.length > limits.urlLength) return undefined;
    const path = pathOf(text);
    const url = scrubber.url(text);
    const pathClean = path === undefined ? nothing : Buffer.from(scrubber.path(path));
    return { url, bytes: Buffer.from(url), path: pathClean };
  });
  const referrerOf = cellMemo((text) => {
    const url = text.length <= limits.urlLength ? scrubber.url(text) : undefined;
    return url === undefined ? undefined : { url, bytes: Buffer.from(url) };
  });
  const referrerWords = createWords();
  const channelWords = createWords();
  const channelOf = cellMemo((text) => {
    const { channel, word: foreign } = channelReader.peek(text);
    if (text.length > limits.propsStringLength) return undefined;
    const prop = foreign === undefined ? nothing : Buffer.from(JSON.stringify(clean(foreign)));
    return { text, word: channelWords(channel), foreign: foreign !== undefined, prop };
  });
  const channelKey = Buffer.from(`${JSON.stringify(clean('channel'))}:`);
  const propKeys = props.map((name) => Buffer.from(`${JSON.stringify(name)}:`));
  const propValue = props.map(() =>
    cellMemo((text) =>
      text.length <= limits.propsStringLength
        ? Buffer.from(JSON.stringify(clean(text)))
        : undefined,
    ),
  );
  const session = cellMemo((text) => Buffer.from(sessionUuid(site, text)));

  const plain = {
    touch: rawWords('touch'),
    conversion: rawWords('conversion'),
  };
  const base = options.currency ?? '';
  const baseWord = currencyWords(base);
  const ratesWord = newWord(base);
  const statedWord = newWord('channel');

  let json = Buffer.alloc(1 << 16);
  let jsonLength = 0;
  let lastTs = 0;
  let lastBySender = false;

  function addProp(key: Buffer, value: Buffer): void {
    const needed = jsonLength + key.length + value.length + 2;
    if (needed > json.length) json = Buffer.concat([json], needed * 2);
    json[jsonLength] = jsonLength === 0 ? 123 : 44;
    json.set(key, jsonLength + 1);
    json.set(value, jsonLength + 1 + key.length);
    jsonLength += 1 + key.length + value.length;
  }

  function encode(b: Buffer, row: RowSplit, at: number, number: number): Encoded {
    const { starts, ends, wide } = row;
    if (row.cells !== steps.length) return 'careful';
    jsonLength = 0;
    let ts = -1;
    let seq = number % 4_294_967_296;
    let isConversion = 0;
    let type = plain.touch;
    let user = -1;
    let anonymous = -1;
    let account = -1;
    let senderCell = -1;
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
          visit = session(b, start, end) ?? nothing;
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
          channel = channelOf(b, start, end);
          if (!channel) return 'careful';
          if (channel.foreign) addProp(channelKey, channel.prop);
          break;
        case 'touchpoint':
          touchpoint = touchpointWord(b, start, end);
          if (!touchpoint) return 'careful';
          name ??= nameWord(b, start, end);
          break;
        case 'name':
          name = nameWord(b, start, end);
          if (!name) return 'careful';
          break;
        case 'type': {
          const stated = typeWord(b, start, end);
          if (!stated) return 'careful';
          type = stated;
          break;
        }
        case 'isConversion': {
          const is = conversion(b, start, end);
          if (is === undefined) return 'careful';
          isConversion = is;
          break;
        }
        case 'value':
          value = readDecimal(b, start, end);
          if (value < 0) return 'careful';
          break;
        case 'currency':
          currency = currencyWord(b, start, end);
          if (!currency) return 'careful';
          break;
        case 'rating':
          rating = readDecimal(b, start, end);
          if (rating < 0 || rating > 10_000_000) return 'careful';
          break;
        case 'comment':
          comment = commentBytes(b, start, end) ?? nothing;
          if (comment === nothing) return 'careful';
          break;
        case 'page.url':
          page = address(b, start, end);
          if (!page) return 'careful';
          break;
        case 'page.path':
          path = pathBytes(b, start, end) ?? nothing;
          if (path === nothing) return 'careful';
          hasPath = true;
          break;
        case 'page.title':
          title = titleBytes(b, start, end) ?? nothing;
          if (title === nothing) return 'careful';
          break;
        case 'page.referrer':
          referrer = referrerOf(b, start, end);
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
          const found = read(b, start, end);
          if (!found) return 'careful';
          if (step === 'campaign.source') source = found;
          else if (step === 'campaign.medium') medium = found;
          else campaign = found;
          break;
        }
        case 'campaign.term':
          term = termBytes(b, start, end) ?? nothing;
          if (term === nothing) return 'careful';
          break;
        case 'campaign.content':
          said = contentBytes(b, start, end) ?? nothing;
          if (said === nothing) return 'careful';
          break;
        case 'prop': {
          const text = propValue[cell]?.(b, start, end);
          if (!text) return 'careful';
          addProp(propKeys[cell] ?? nothing, text);
          break;
        }
        case 'nothing':
          break;
        default:
          return 'careful';
      }
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
      id = senderId(site, b, starts[senderCell] as number, ends[senderCell] as number);
      if (options.cameBefore(id)) return 'repeated';
    } else {
      const lanes = content(b, row);
      if (!lanes) return 'careful';
      id = versioned(options.ids.nextOf(lanes));
    }
    // From here on nothing fails.
    if (channel?.foreign) channelReader.read(channel.text);
    lastTs = ts;
    lastBySender = senderCell >= 0;
    columns.constants(at);
    putId(columns.id.values, at, id);
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
    if (subject >= 0) columns.subject.set(b, starts[subject] as number, ends[subject] as number);
    else {
      const named = Buffer.concat([accountPrefix, b.subarray(starts[account], ends[account])]);
      columns.subject.set(named, 0, named.length);
    }
    if (user < 0) columns.user.empty();
    else columns.user.set(b, starts[user] as number, ends[user] as number);
    if (anonymous < 0) columns.anonymous.empty();
    else columns.anonymous.set(b, starts[anonymous] as number, ends[anonymous] as number);
    if (account < 0) columns.account.empty();
    else columns.account.set(b, starts[account] as number, ends[account] as number);
    columns.session.set(visit, 0, visit.length);
    const pagePath = hasPath ? path : (page?.path ?? nothing);
    columns.url.set(page?.bytes ?? nothing, 0, page?.bytes.length ?? 0);
    columns.path.set(pagePath, 0, pagePath.length);
    columns.title.set(title, 0, title.length);
    columns.referrer.set(referrer?.bytes ?? nothing, 0, referrer?.bytes.length ?? 0);
    const kind =
      referrer && referrerTypeOf({ referrer: referrer.url, ...(page && { url: page.url }) });
    put(columns.referrerType, at, kind && referrerWords(kind));
    columns.term.set(term, 0, term.length);
    columns.content.set(said, 0, said.length);
    columns.comment.set(comment, 0, comment.length);
    columns.value.set(at, value < 0 ? 0 : value);
    put(columns.currency, at, currency);
    put(columns.ratesVersion, at, hasBase ? ratesWord : undefined);
    if (hasBase) columns.valueBase.set(at, value);
    else columns.valueBase.empty(at);
    if (rating < 0) columns.rating.empty(at);
    else columns.rating.set(at, rating / 10_000);
    if (jsonLength > 0) {
      // addProp always leaves room for this.
      json[jsonLength] = 125;
      columns.props.set(json, 0, jsonLength + 1);
    } else columns.props.empty();
    return 'in';
  }

  return { encode, ts: () => lastTs, bySender: () => lastBySender };
}
