import type { MemberField } from "../../api/types";
import { ChoiceInput } from "../../components/ChoiceInput";
import { TextInput } from "../../components/TextInput";
import { fieldId } from "./fields";
import { YesNoInput } from "./YesNoInput";

export interface FieldInputProps {
  field: MemberField;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

/** The input that fits a field's type. */
export function FieldInput({ field, value, problem, onChange }: FieldInputProps) {
  const shared = { label: field.label, name: fieldId(field), value, problem, help: field.help_text || undefined, onChange };
  switch (field.type) {
    case "yes_no":
      return <YesNoInput field={field} value={value} problem={problem} onChange={onChange} />;
    case "choice":
      return <ChoiceInput {...shared} choices={choices(field, value)} />;
    case "date":
      return <TextInput {...shared} type="date" inputProps={{ max: "9999-12-31" }} />;
    case "number":
      return <TextInput {...shared} inputProps={{ inputMode: "decimal" }} />;
    case "text":
      return <TextInput {...shared} />;
  }
}

/** What may be chosen, and a value from before the list was changed. */
function choices({ choices }: MemberField, value: string) {
  const known = choices.includes(value) || !value ? choices : [value, ...choices];
  return ["", ...known].map((choice) => ({ value: choice, label: choice || "Not set" }));
}
