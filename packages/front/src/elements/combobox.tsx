/** A text field with suggestions below it, as the ARIA Authoring Practices describe an editable combobox with list autocompletion. */
import { type ComponentProps, type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";

/** A suggestion; `key` is its own among those shown together. */
export type ComboboxOption = {
  key: string;
  text: string;
  /** The address of a picture that stands before the text. */
  picture?: string | undefined;
  /** A text of the page that stands behind it, such as a price. */
  note?: string | undefined;
};

type ComboboxProps<Option extends ComboboxOption> = Omit<ComponentProps<"input">, "list"> & {
  label: string;
  /** Finds suggestions for what is typed; the signal aborts when more is typed. */
  find(text: string, signal: AbortSignal): Promise<readonly Option[]>;
  onChoose(option: Option): void;
  /** The announcement of so many suggestions. */
  announce(count: number): string;
  /** The language of the suggestions, where it is another one than that of the page. */
  optionLang?: string | undefined;
};

/** A pause in typing after which suggestions are looked for, in milliseconds. */
const pauseMs = 150;
/** Fewer letters begin too many words to suggest any. */
const leastLetters = 2;

/** The field is the caller's form's: Enter without a marked suggestion submits it. */
export function Combobox<Option extends ComboboxOption>(props: ComboboxProps<Option>) {
  const { label, find, onChoose, announce, optionLang, defaultValue, className = "", ...rest } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const { options, marked, isOpen, setText, setMarked, setIsOpen } = useSuggestions(find, field);

  function choose(option: Option): void {
    if (field.current) field.current.value = option.text;
    setText("");
    setIsOpen(false);
    onChoose(option);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const option = options[marked];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (options.length === 0) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setMarked(
        isOpen ? (marked + step + options.length + 1) % (options.length + 1) : step > 0 ? 0 : options.length - 1,
      );
      setIsOpen(true);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      setIsOpen(false);
    } else if (event.key === "Enter" && isOpen && option) {
      event.preventDefault();
      choose(option);
    }
  }

  const isShown = isOpen && options.length > 0;
  return (
    <div className={`relative ${className}`}>
      <input
        {...rest}
        type="search"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-activedescendant={isShown && options[marked] ? `${id}-${marked}` : undefined}
        autoComplete="off"
        ref={field}
        defaultValue={defaultValue}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setIsOpen(false)}
        className="min-h-(--control) w-full min-w-0 rounded-full border border-line-strong bg-surface px-5"
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={!isShown}
        className="absolute inset-x-0 top-full z-10 mt-1 overflow-hidden rounded-2xl border border-line-strong bg-surface py-2"
      >
        {options.map((option, index) => (
          <Suggestion
            key={option.key}
            id={`${id}-${index}`}
            option={option}
            lang={optionLang}
            isMarked={index === marked}
            onChoose={() => choose(option)}
          />
        ))}
      </div>
      <p role="status" className="sr-only">
        {isShown ? announce(options.length) : ""}
      </p>
    </div>
  );
}

/** The suggestions for the typed text, and which one of them is marked. */
function useSuggestions<Option extends ComboboxOption>(
  find: (text: string, signal: AbortSignal) => Promise<readonly Option[]>,
  field: RefObject<HTMLInputElement | null>,
) {
  /** The text that a person has typed: one that the page or a choice has set finds no suggestions. */
  const [text, setText] = useState("");
  const [options, setOptions] = useState<readonly Option[]>([]);
  const [marked, setMarked] = useState(-1);
  const [isOpen, setIsOpen] = useState(false);

  // Typed before the start.
  useEffect(() => {
    const { current } = field;
    if (current && current === document.activeElement && current.value !== current.defaultValue) setText(current.value);
  }, []);

  useEffect(() => {
    if (text.trim().length < leastLetters) return setOptions([]);
    const controller = new AbortController();
    const timer = setTimeout(() => {
      find(text, controller.signal).then(
        (found) => {
          setOptions(found);
          setMarked(-1);
          setIsOpen(field.current === document.activeElement);
        },
        // Without suggestions the field still searches.
        () => undefined,
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);

  return { options, marked, isOpen, setText, setMarked, setIsOpen };
}

type SuggestionProps = {
  id: string;
  option: ComboboxOption;
  lang: string | undefined;
  isMarked: boolean;
  onChoose(): void;
};

function Suggestion({ id, option, lang, isMarked, onChoose }: SuggestionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isMarked}
      // Before the field loses the focus, which closes the list.
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
      className="flex min-h-11 cursor-pointer items-center gap-3 px-5 py-1 aria-selected:bg-accent aria-selected:text-on-accent aria-selected:inset-ring aria-selected:inset-ring-accent-ink hover:underline"
    >
      {option.picture ? (
        <img src={option.picture} alt="" width={48} height={48} className="size-12 rounded-lg object-cover" />
      ) : null}
      <span lang={lang} className="min-w-0 grow wrap-anywhere">
        {option.text}
      </span>
      {option.note ? <span className="whitespace-nowrap text-sm"> {option.note}</span> : null}
    </div>
  );
}
