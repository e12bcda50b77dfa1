import { useState } from 'preact/hooks';
import { say } from './say.ts';

/** A field to find one by, kept in the link. `onAsk` gets null for nothing. */
export function Search(props: {
  label: string;
  placeholder?: string;
  /** What was asked for last. */
  q: string | null;
  onAsk: (q: string | null) => void;
}) {
  const [text, setText] = useState(props.q ?? '');
  return (
    <form
      class="controls no-print"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        props.onAsk(text.trim() || null);
      }}
    >
      <label class="control wide-control">
        <span class="control-label">{props.label}</span>
        <input
          type="search"
          value={text}
          maxLength={200}
          placeholder={props.placeholder}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        {say('Find')}
      </button>
    </form>
  );
}
