import Box from "@mui/material/Box";

/** The small emblem beside the club's name. */
export function Mark({ size = 36 }: { size?: number }) {
  return (
    <Box component="svg" viewBox="0 0 32 32" aria-hidden sx={{ width: size, height: size, flexShrink: 0 }}>
      <rect width="32" height="32" rx="10" fill="#1f5a44" />
      <path
        d="M16 6.500c5.200 0 9.500 4.300 9.500 9.500s-4.300 9.500-9.500 9.500S6.500 21.200 6.500 16"
        fill="none"
        stroke="#f6f4ee"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="16" cy="16" r="3.400" fill="#e8b66b" />
    </Box>
  );
}
