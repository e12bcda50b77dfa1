/**
 * Chat widgets for the SDK: `connectChat` and `autoDetectChat` here, each adapter under
 * `@touchtrail/sdk/chat/<name>`.
 *
 * @module
 */
export { autoDetectChat, connectChat } from './connect.ts';
export type { ChatOptions } from './connect.ts';
export type { ChatAdapter, ChatAuthor, ChatDetails, ChatEventName, ChatReport } from './adapter.ts';
