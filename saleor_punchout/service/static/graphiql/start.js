// Staff show their token as a header: {"Authorization": "Bearer …"} in the pane "Request Headers".
const place = document.getElementById("graphiql");
ReactDOM.render(
  React.createElement(GraphiQL, {
    fetcher: (query, options) =>
      fetch(location.pathname, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(options && options.headers) },
        body: JSON.stringify(query),
      }).then((response) => response.json()),
    headerEditorEnabled: true,
    headers: place.dataset.headers || undefined,
    defaultQuery: "{\n  punchOutSystems {\n    key\n    name\n  }\n}\n",
    defaultVariableEditorOpen: false,
  }),
  place,
);
