import { Component, type ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** Keeps the fault of one panel in that panel. */
export class PanelBoundary extends Component<Props, { readonly fault: string | null }> {
  override readonly state = { fault: null };

  static getDerivedStateFromError(error: unknown): { readonly fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <div className="panel-fault" role="alert">
        <p>
          {this.props.title} cannot be shown: {fault}
        </p>
        <button type="button" onClick={() => this.setState({ fault: null })}>
          Show again
        </button>
      </div>
    );
  }
}
