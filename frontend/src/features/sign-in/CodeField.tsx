import type { Ref } from "react";
import { TextInput } from "../../components/TextInput";

export const CODE_LENGTH = 6;

interface CodeFieldProps {
  value: string;
  onChange: (digits: string) => void;
  disabled: boolean;
  isWrong: boolean;
  inputRef: Ref<HTMLInputElement>;
}

/** Six digits, typed, pasted (`123 456` too) or filled in by the phone. */
export function CodeField({ value, onChange, disabled, isWrong, inputRef }: CodeFieldProps) {
  return (
    <TextInput
      label="Six-digit code"
      name="code"
      autoComplete="one-time-code"
      inputRef={inputRef}
      value={value}
      onChange={(text) => onChange(text.replace(/\D/g, "").slice(0, CODE_LENGTH))}
      isWrong={isWrong}
      autoFocus
      inputProps={{ inputMode: "numeric", readOnly: disabled, spellCheck: false, style: LARGE }}
    />
  );
}

const LARGE = { fontSize: "1.5rem", letterSpacing: "0.4em", fontVariantNumeric: "tabular-nums" };
