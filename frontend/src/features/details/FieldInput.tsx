import TextField, { type TextFieldProps } from "@mui/material/TextField";
import type { MemberField } from "../../api/types";
import { fieldId } from "./fields";
import { YesNoInput } from "./YesNoInput";

export interface FieldInputProps {
  field: MemberField;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

const LOOKS: Partial<Record<MemberField["type"], TextFieldProps["slotProps"]>> = {
  number: { htmlInput: { inputMode: "decimal" } },
  choice: { select: { native: true }, inputLabel: { shrink: true } },
};

/** The input that fits a field's type. */
export function FieldInput({ field, value, problem, onChange }: FieldInputProps) {
  if (field.type === "yes_no") return <YesNoInput field={field} value={value} problem={problem} onChange={onChange} />;
  const isDate = field.type === "date";
  return (
    <TextField
      id={fieldId(field)}
      name={fieldId(field)}
      label={field.label}
      type={isDate ? "date" : "text"}
      select={field.type === "choice"}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={Boolean(problem)}
      helperText={problem ?? field.help_text}
      fullWidth
      slotProps={isDate ? { inputLabel: { shrink: true }, htmlInput: { max: "9999-12-31" } } : LOOKS[field.type]}
    >
      {field.type === "choice" && choices(field, value)}
    </TextField>
  );
}

function choices({ choices }: MemberField, value: string) {
  const known = choices.includes(value) || !value ? choices : [value, ...choices];
  return ["", ...known].map((choice) => (
    <option key={choice} value={choice}>
      {choice || "Not set"}
    </option>
  ));
}
