import type { Plan } from "../../api/types";
import { ageGroup, hasAgeGroup } from "../../components/plan";
import { TextInput } from "../../components/TextInput";

interface BirthDateProps {
  plan: Plan;
  value: string;
  onChange: (value: string) => void;
  problem?: string;
}

/** Asked only where the plan is for an age group. */
export function BirthDate({ plan, value, onChange, problem }: BirthDateProps) {
  if (!hasAgeGroup(plan)) return null;
  return (
    <TextInput
      label="Date of birth"
      name="birth_date"
      type="date"
      autoComplete="bday"
      value={value}
      onChange={onChange}
      problem={problem}
      help={`${ageGroup(plan)}.`}
    />
  );
}
