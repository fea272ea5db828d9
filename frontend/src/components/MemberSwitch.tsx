import { useSearchParams } from "react-router";
import type { Membership } from "../api/types";
import { ChoiceInput } from "./ChoiceInput";
import { nameOf } from "./member";

interface MemberSwitchProps {
  members: Membership[];
  value: string;
  /** What the entry for everybody is called; without it there is none. */
  everybody?: string;
}

/** Chooses among the people who share an email address; the choice is kept in the address bar. */
export function MemberSwitch({ members, value, everybody }: MemberSwitchProps) {
  const [, setSearch] = useSearchParams();
  if (members.length < 2) return null;
  const choose = (member: string) =>
    setSearch((search) => {
      search.delete("page");
      if (member) search.set("member", member);
      else search.delete("member");
      return search;
    });
  const people = members.map((member) => ({ value: member.customer_id, label: nameOf(member) }));
  return (
    <div className="sm:w-72">
      <ChoiceInput
        label="Member"
        value={value}
        onChange={choose}
        choices={everybody ? [{ value: "", label: everybody }, ...people] : people}
      />
    </div>
  );
}
