import TextField from "@mui/material/TextField";
import type { Ref } from "react";

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
    <TextField
      label="Six-digit code"
      name="code"
      autoComplete="one-time-code"
      inputRef={inputRef}
      value={value}
      onChange={(event) => onChange(event.target.value.replace(/\D/g, "").slice(0, CODE_LENGTH))}
      error={isWrong}
      fullWidth
      autoFocus
      slotProps={{
        htmlInput: {
          inputMode: "numeric",
          readOnly: disabled,
          spellCheck: false,
          style: { fontSize: "1.5rem", letterSpacing: "0.4em", fontVariantNumeric: "tabular-nums" },
        },
      }}
    />
  );
}
