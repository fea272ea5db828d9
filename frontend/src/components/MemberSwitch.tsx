import TextField from "@mui/material/TextField";
import { useSearchParams } from "react-router";
import type { Membership } from "../api/types";

export const nameOf = (member: Pick<Membership, "name" | "email">): string => member.name || member.email;

/** The member that the address bar asks for, else the first. */
export function useChosenMember(members: Membership[]): Membership | undefined {
  const [search] = useSearchParams();
  return members.find(({ customer_id }) => customer_id === search.get("member")) ?? members[0];
}

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
  return (
    <TextField
      select
      label="Member"
      value={value}
      onChange={(event) => choose(event.target.value)}
      className="w-full sm:w-72"
      slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
    >
      {everybody && <option value="">{everybody}</option>}
      {members.map((member) => (
        <option key={member.customer_id} value={member.customer_id}>
          {nameOf(member)}
        </option>
      ))}
    </TextField>
  );
}
