using System.Globalization;
using Bridge.Core.Events;
using Bridge.DeadLetters;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bridge.Ops.Api;

/// <summary>The OpenAPI document of the API: made of the endpoints, and of the metadata that they also work by.</summary>
internal static class ApiDocument
{
    private const string KeyScheme = "key";

    public static WebApplicationBuilder AddApiDocument(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(options =>
        {
            options.ShouldInclude = description =>
                description.RelativePath?.StartsWith(DeadLetterApi.Root.TrimStart('/') + "/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer(DescribeAsync);
            options.AddOperationTransformer(AddParametersAsync);
            options.AddSchemaTransformer(DescribeConvertedAsync);
        });
        return builder;
    }

    private static Task DescribeAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "Bridge",
            Version = TrackEvent.LibraryVersion,
            Description = "Dead letters, replays, the overview and insights. Failures are problem details (RFC 9457).",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The key of an ops user. Viewers may look, masked; operators may also act.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        return Task.CompletedTask;
    }

    private static Task AddParametersAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryParameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = parameter.Name,
                    In = ParameterLocation.Query,
                    Description = parameter.Description,
                    Schema = SchemaOf(parameter),
                }
            );
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema SchemaOf(QueryParameter parameter) =>
        parameter.IsList
            ? new() { Type = JsonSchemaType.Array, Items = Describe(new OpenApiSchema(), parameter.Kind) }
            : Describe(new OpenApiSchema(), parameter.Kind);

    private static OpenApiSchema Describe(OpenApiSchema schema, FieldKind kind)
    {
        var type =
            kind.IsNumber ? JsonSchemaType.Integer
            : kind == FieldKind.Flag ? JsonSchemaType.Boolean
            : JsonSchemaType.String;
        schema.Type = type | (schema.Type & JsonSchemaType.Null);
        schema.Format =
            kind.IsNumber ? "int64"
            : kind.IsTime ? "date-time"
            : null;
        schema.Enum = kind.Values.Count == 0 ? null : [.. kind.Values];
        schema.Minimum = kind.Least?.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = kind.IsNumber ? kind.Most?.ToString(CultureInfo.InvariantCulture) : null;
        schema.MaxLength = kind.IsNumber ? null : (int?)kind.Most;
        return schema;
    }

    /// <summary>What <see cref="ApiJson"/> converts by hand has no schema by itself.</summary>
    private static async Task DescribeConvertedAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
        {
            schema.Type =
                context.JsonTypeInfo.Type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }
        else if (context.JsonTypeInfo.Type == typeof(FilterBody))
        {
            DescribeFilter(schema);
        }
        else if (context.JsonTypeInfo.Type == typeof(DeadLetterFilter))
        {
            var body = await context.GetOrCreateSchemaAsync(typeof(FilterBody), null, cancellationToken);
            (schema.Type, schema.Properties) = (body.Type, body.Properties);
        }
    }

    private static void DescribeFilter(OpenApiSchema schema)
    {
        foreach (var field in FilterFields.All)
        {
            var member = (OpenApiSchema)schema.Properties![field.Member];
            member.Description = field.Description;
            Describe(field.IsList ? (OpenApiSchema)member.Items! : member, field.Kind);
        }
    }
}
