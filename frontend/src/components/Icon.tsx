import SvgIcon, { type SvgIconProps } from "@mui/material/SvgIcon";

/** One of @mdi/js's paths as a decorative icon. */
export function Icon({ path, ...props }: SvgIconProps & { path: string }) {
  return (
    <SvgIcon aria-hidden {...props}>
      <path d={path} />
    </SvgIcon>
  );
}
