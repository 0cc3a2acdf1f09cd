using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Bridge.Ops.Pages;

/// <summary>
/// The only component there is. The views are functions from what is shown to markup: parameters of components would have to be public
/// types.
/// </summary>
internal sealed class Markup : ComponentBase
{
    [Parameter]
    public RenderFragment? Content { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, Content);
}
