import type { Params } from '../base/scope.ts';
import { nodeIds } from './node-ids.ts';

/** The first number of a touchpoint: below are the nodes that are none, by their own ids. */
const firstPlace = 9;

/** The engine's type of a node's number. */
export type NodeType = 'UInt8' | 'UInt16';

/** Number of the touches that are taken out of their paths. */
export const leftOutNumber = 0;

/** Touchpoints that are told apart, as numbers, and the values for the places of this file's SQL. */
interface NodeNumbers {
  type: NodeType;
  params: Params;
}

/**
 * Numbers touchpoints for as long as a question takes. Groups, pairs and repeats of small numbers are told
 * apart several times as fast as those of hashes: two of them are one number that needs no hashing.
 *
 * @param hashes of the touchpoints that are told apart; all others are `(other)`
 * @param leftOut of those whose touches are taken out of their paths
 */
export function numberNodes(
  hashes: readonly string[],
  leftOut: readonly string[] = [],
): NodeNumbers {
  return {
    type: firstPlace + hashes.length <= 256 ? 'UInt8' : 'UInt16',
    params: {
      // A transformation by nothing is refused.
      nodeKeys: ['0', ...leftOut, ...hashes],
      nodeNumbers: [
        0,
        ...leftOut.map(() => leftOutNumber),
        ...hashes.map((_, at) => firstPlace + at),
      ],
      nodeIds: [...Array.from({ length: firstPlace }, (_, at) => String(at)), ...hashes],
    },
  };
}

const numberSql = (key: string, type: NodeType, otherwise: string): string =>
  `transform(${key}, CAST({nodeKeys:Array(String)}, 'Array(UInt64)'), {nodeNumbers:Array(${type})}, to${type}(${otherwise}))`;

/** SQL: the numbers of an array of touchpoint hashes. */
export const nodeNumbersSql = (keys: string, type: NodeType): string =>
  `arrayMap(x -> ${numberSql('x', type, nodeIds.other)}, ${keys})`;

/** SQL: the number of the touchpoint of a name; 0 when it is not told apart. */
export const nodeNumberSql = (name: string, type: NodeType): string =>
  numberSql(`cityHash64(${name})`, type, '0');

/** SQL: the id of a node, as text, by its number. */
export const nodeIdSql = (number: string): string =>
  `{nodeIds:Array(String)}[toUInt16(${number}) + 1]`;

const pairs: Readonly<Record<NodeType, readonly [type: string, bits: number]>> = {
  UInt8: ['UInt16', 8],
  UInt16: ['UInt32', 16],
};

/** SQL: two nodes as one number. */
export const nodePairSql = (origin: string, target: string, type: NodeType): string => {
  const [wide, bits] = pairs[type];
  return `bitOr(bitShiftLeft(to${wide}(${origin}), ${bits}), to${wide}(${target}))`;
};

/** SQL: the ids of two nodes that are one number. */
export const nodesOfPair = (
  pair: string,
  type: NodeType,
): readonly [origin: string, target: string] => {
  const [, bits] = pairs[type];
  return [
    nodeIdSql(`bitShiftRight(${pair}, ${bits})`),
    nodeIdSql(`bitAnd(${pair}, ${2 ** bits - 1})`),
  ];
};
