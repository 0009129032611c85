import type { ReactNode } from 'react';

interface IconProps {
  size?: number;
}

function Drawing({ size = 18, children }: IconProps & { children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export function TrellisMark(props: IconProps) {
  return (
    <Drawing {...props}>
      <path strokeWidth="2.1" d="M7 3v18M12 3v18M17 3v18M3 8h18M3 16h18" />
    </Drawing>
  );
}

export function HomeIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M4 19h16M6 15l4-5 4 3 5-8" />
    </Drawing>
  );
}

export function BureauIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M4 6h16M4 12h11M4 18h6" />
    </Drawing>
  );
}

export function RegisterIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M9 8h6" />
    </Drawing>
  );
}

export function StaffIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M3 20c0-4 2.5-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M18 14.5c2 .8 3 2.6 3 5.5" />
    </Drawing>
  );
}

export function StandardsIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M4 17V7M20 17V7M4 12h16M9 9.5v5M14.5 9.5v5" />
    </Drawing>
  );
}

export function StudiesIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M4 19h16M7 8v7M5.5 8h3M5.5 15h3M15 5v8M13.5 5h3M13.5 13h3" />
    </Drawing>
  );
}

export function AccessIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6zM9.5 12l2 2 3.5-4" />
    </Drawing>
  );
}

export function TrajectoryIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M5 5v14M5 8h8M5 15h12M13 8a1 1 0 1 0 2 0 1 1 0 1 0-2 0z" />
    </Drawing>
  );
}

export function ImportIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M12 4v10M8 10l4 4 4-4M5 19h14" />
    </Drawing>
  );
}

export function MoreIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth="3" />
    </Drawing>
  );
}

export function SunIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1" />
    </Drawing>
  );
}

export function MoonIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z" />
    </Drawing>
  );
}

export function ChevronIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M7 10l5 5 5-5" />
    </Drawing>
  );
}

export function PersonIcon(props: IconProps) {
  return (
    <Drawing {...props}>
      <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.8-3.5 3.6-5 7-5s6.2 1.5 7 5" />
    </Drawing>
  );
}
